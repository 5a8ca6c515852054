package main

import (
	"strings"
	"unicode/utf8"
)

// say hands a text to the host: in WebAssembly an address and a length.
//
//go:wasmimport lesson say
func say(text string)

// length takes a text from the host. Two numbers come in, a string arrives.
//
//go:wasmexport length
func length(text string) int32 { return int32(utf8.RuneCountInString(text)) }

// greet cannot return a string, so it calls the host with its answer.
//
//go:wasmexport greet
func greet(name string) {
	if strings.TrimSpace(name) == "" {
		name = "nobody"
	}
	say("Hello, " + name + "!")
}
