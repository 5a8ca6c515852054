package main

import (
	"structs"
	"unsafe"
)

// Sample is a record that the host reads and writes. HostLayout promises that
// its fields lie in memory as they would in C: at 0, 8, 12 and 16.
type Sample struct {
	_     structs.HostLayout
	Value float64
	Count uint32
	Valid bool
	Name  [8]byte
}

// measure lets the host fill a sample. Only a pointer to a HostLayout struct
// may cross; the compiler refuses any other.
//
//go:wasmimport lesson measure
func measure(sample *Sample)

// sample asks the host for a record and answers what is in it.
//
//go:wasmexport sample
func sample() float64 {
	var s Sample
	copy(s.Name[:], "garden")
	measure(&s)
	if !s.Valid {
		return -1
	}
	return s.Value * float64(s.Count)
}

// size says how many bytes a type takes in Go: int, pointer, string, Sample.
//
//go:wasmexport size
func size(which int32) int32 {
	var (
		n int
		p *int
		s string
	)
	switch which {
	case 0:
		return int32(unsafe.Sizeof(n))
	case 1:
		return int32(unsafe.Sizeof(p))
	case 2:
		return int32(unsafe.Sizeof(s))
	default:
		return int32(unsafe.Sizeof(Sample{}))
	}
}
