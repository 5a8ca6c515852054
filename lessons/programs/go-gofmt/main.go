// Gofmt formats Go: it reads a source from standard input and writes it as
// gofmt would, with the standard library's own go/format. Where the source is
// no Go, it says where, and exits with 2, as gofmt does.
package main

import (
	"fmt"
	"go/format"
	"io"
	"os"
)

func main() {
	source, err := io.ReadAll(os.Stdin)
	if err == nil {
		source, err = format.Source(source)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "<standard input>:", err)
		os.Exit(2)
	}
	os.Stdout.Write(source)
}
