package main

import (
	"runtime"
	"unsafe"
)

// loose gives memory to the host and forgets it. The host's number is no
// reference that the garbage collector could see.
//
//go:wasmexport loose
func loose(size int32) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
}

// pins holds what the host may still use.
var pins = map[unsafe.Pointer][]byte{}

// pin gives memory to the host and remembers it until unpin.
//
//go:wasmexport pin
func pin(size int32) unsafe.Pointer {
	block := make([]byte, size)
	at := unsafe.Pointer(unsafe.SliceData(block))
	pins[at] = block
	return at
}

//go:wasmexport unpin
func unpin(at unsafe.Pointer) { delete(pins, at) }

// sweep collects the garbage, then does what any program does: it takes
// memory of the same size, and writes into it.
//
//go:wasmexport sweep
func sweep(size int32) {
	runtime.GC()
	for range 10_000 {
		block := make([]byte, size)
		for i := range block {
			block[i] = 'e'
		}
		kept = block
	}
}

// kept makes the blocks of sweep escape to the heap.
var kept []byte
