// Bench does one piece of work and prints a checksum. It keeps no time: the
// harness around it does, the same way for every engine.
//
//	bench fib [n]          recursive calls
//	bench sort [count]     memory and branches
//	bench sha256 [bytes]   32-bit arithmetic
//	bench nothing          what starting Go costs
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strconv"
)

type task struct {
	name string
	size int
	run  func(size int) string
}

var tasks = []task{
	{"fib", 32, func(n int) string { return fmt.Sprint(fib(n)) }},
	{"sort", 300_000, sortInts},
	{"sha256", 1 << 20, digest},
	{"nothing", 0, func(int) string { return "done" }},
}

func main() {
	if len(os.Args) < 2 {
		fail("usage: bench fib|sort|sha256|nothing [size]")
	}
	at := slices.IndexFunc(tasks, func(t task) bool { return t.name == os.Args[1] })
	if at < 0 {
		fail("bench: no task named " + strconv.Quote(os.Args[1]))
	}
	chosen := tasks[at]
	if len(os.Args) > 2 {
		size, err := strconv.Atoi(os.Args[2])
		if err != nil || size < 0 {
			fail("bench: not a size: " + strconv.Quote(os.Args[2]))
		}
		chosen.size = size
	}
	fmt.Println(chosen.name, chosen.size, chosen.run(chosen.size))
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

// random is xorshift32: the same numbers on every engine.
type random uint32

func (r *random) next() uint32 {
	x := *r
	x ^= x << 13
	x ^= x >> 17
	x ^= x << 5
	*r = x
	return uint32(x)
}

// sortInts answers with a sum in which each number counts by its place.
func sortInts(count int) string {
	source := random(2463534242)
	numbers := make([]int, count)
	for i := range numbers {
		numbers[i] = int(source.next())
	}
	slices.Sort(numbers)
	sum := uint64(0)
	for i, number := range numbers {
		sum = sum*31 + uint64(i)*uint64(number)
	}
	return fmt.Sprintf("%016x", sum)
}

func digest(size int) string {
	source := random(2463534242)
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(source.next())
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}
