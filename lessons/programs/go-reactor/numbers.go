// Reactor is a library for JavaScript, written in Go: no _start, but functions
// to be called. This file has those that need only numbers; the others are
// about texts, records and memory.
package main

import "time"

// main is linked and never run: a reactor is initialised, then called.
func main() {}

//go:wasmexport add
func add(a, b int32) int32 { return a + b }

var calls int64

// count shows that the library keeps its state from one call to the next.
//
//go:wasmexport count
func count() int64 {
	calls++
	return calls
}

var ticks int32

// start leaves a goroutine behind that counts. It runs only while Go runs.
//
//go:wasmexport start
func start() {
	go func() {
		for {
			ticks++
			time.Sleep(10 * time.Millisecond)
		}
	}()
}

//go:wasmexport ticked
func ticked() int32 { return ticks }

// rest sleeps inside a call, and so lets the other goroutines work.
//
//go:wasmexport rest
func rest(ms int32) { time.Sleep(time.Duration(ms) * time.Millisecond) }

// divide panics for b = 0, as Go does; what the host sees is a trap.
//
//go:wasmexport divide
func divide(a, b int32) int32 { return a / b }
