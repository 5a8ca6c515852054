// Js is Go for a page: it talks to JavaScript through syscall/js, and to
// nothing else. It reads a value, calls a function, hands one out, waits for a
// promise, and lets goroutines and timers share the event loop.
package main

import (
	"fmt"
	"runtime"
	"syscall/js"
	"time"
)

func main() {
	fmt.Printf("Go %s on %s/%s\n", runtime.Version()[2:], runtime.GOOS, runtime.GOARCH)

	// A value, and a method of it.
	math := js.Global().Get("Math")
	fmt.Println("Math.hypot(3, 4) =", math.Call("hypot", 3, 4).Int())

	// Data is copied across: Go's memory and JavaScript's are two things.
	list := js.ValueOf([]any{"sand", 3, true})
	fmt.Println("JSON:", js.Global().Get("JSON").Call("stringify", list))

	// A Go function that JavaScript calls.
	double := js.FuncOf(func(_ js.Value, args []js.Value) any {
		return 2 * args[0].Int()
	})
	defer double.Release()
	numbers := js.Global().Get("Array").Call("of", 1, 2, 3)
	fmt.Println("map(double):", numbers.Call("map", double).Call("join", ", "))

	// JavaScript's exceptions are Go's panics.
	fmt.Println("caught:", try(func() { js.Global().Call("nope") }))

	// Two goroutines and one thread: each sleeps on a timer of the page.
	done := make(chan string)
	for name, ms := range map[string]int{"tortoise": 300, "hare": 10} {
		go func() {
			time.Sleep(time.Duration(ms) * time.Millisecond)
			done <- name
		}()
	}
	fmt.Println("first:", <-done)
	fmt.Println("then:", <-done)
	fmt.Println("promise:", await(js.Global().Get("Promise").Call("resolve", 42)))
}

// try answers what a function panics with.
func try(f func()) (err any) {
	defer func() { err = recover() }()
	f()
	return nil
}

// await parks this goroutine until a promise comes true; JavaScript goes on.
func await(promise js.Value) js.Value {
	result := make(chan js.Value)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		result <- args[0]
		return nil
	})
	defer then.Release()
	promise.Call("then", then)
	return <-result
}
