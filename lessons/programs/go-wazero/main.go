// Wazero is a Go program that calls C and Rust without cgo: it embeds wazero,
// a WebAssembly runtime in Go, and two guests that were compiled to
// WebAssembly. Compiled to WebAssembly itself, it runs in a page: a runtime
// inside a runtime.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

//go:embed c-guest.wasm
var cGuest []byte

//go:embed rust-guest.wasm
var rustGuest []byte

func main() {
	ctx := context.Background()
	// wazero's compiler makes machine code, which no module may run. Its
	// interpreter needs nothing but Go.
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	if err := run(ctx, runtime); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, runtime wazero.Runtime) error {
	// A Go function that the guests may import.
	_, err := runtime.NewHostModuleBuilder("host").
		NewFunctionBuilder().WithFunc(heard).Export("hear").
		Instantiate(ctx)
	if err != nil {
		return err
	}
	if err := callC(ctx, runtime); err != nil {
		return err
	}
	return callRust(ctx, runtime)
}

// heard is called by the Rust guest, with the address and length of a text.
func heard(_ context.Context, guest api.Module, at, length uint32) {
	if text, ok := guest.Memory().Read(at, length); ok {
		fmt.Printf("Rust calls Go:  %q\n", text)
	}
}

// callC needs only numbers: they cross the border as they are.
func callC(ctx context.Context, runtime wazero.Runtime) error {
	guest, err := runtime.InstantiateWithConfig(ctx, cGuest, wazero.NewModuleConfig().WithName("c"))
	if err != nil {
		return err
	}
	steps, err := guest.ExportedFunction("collatz").Call(ctx, 27)
	if err != nil {
		return err
	}
	fmt.Printf("C, %d bytes:  collatz(27) = %d steps\n", len(cGuest), steps[0])
	return nil
}

// callRust passes a text: it is written into the guest's memory, and what
// comes back is read out of it. Neither side sees the other's memory.
func callRust(ctx context.Context, runtime wazero.Runtime) error {
	guest, err := runtime.InstantiateWithConfig(ctx, rustGuest, wazero.NewModuleConfig().WithName("rust"))
	if err != nil {
		return err
	}
	text := "CGO-less FFI"
	if len(os.Args) > 1 {
		text = os.Args[1]
	}
	room, err := guest.ExportedFunction("room").Call(ctx, uint64(len(text)))
	if err != nil {
		return err
	}
	at := uint32(room[0])
	if at == 0 || !guest.Memory().WriteString(at, text) {
		return fmt.Errorf("the guest has no room for %d bytes", len(text))
	}
	answer, err := guest.ExportedFunction("reverse").Call(ctx, uint64(len(text)))
	if err != nil {
		return err
	}
	reversed, ok := guest.Memory().Read(at, uint32(answer[0]))
	if !ok {
		return fmt.Errorf("the guest answered %d bytes at %d", answer[0], at)
	}
	fmt.Printf("Rust, %d bytes:  reverse(%q) = %q\n", len(rustGuest), text, reversed)
	return nil
}
