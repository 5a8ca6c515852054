package main

//go:wasmexport add
func add(a, b int32) int32 { return a + b }

var calls int64

//go:wasmexport count
func count() int64 {
	calls++
	return calls
}

// A library has a main function too, and nobody calls it.
func main() {}
