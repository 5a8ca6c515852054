// Files lists its directory, reads one file, writes another, adds a line to a
// third, and tries a file that lies outside. What it may touch is decided
// where it is started: with no directory, the same steps end in Go errors.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
)

var steps = []struct {
	title string
	run   func() error
}{
	{"list the directory", list},
	{"read letter.txt", read},
	{"write answer.txt", write},
	{"append to journal.txt", appendVisit},
	{"try /etc/passwd", outside},
}

func main() {
	failed := 0
	for _, step := range steps {
		fmt.Println("•", step.title)
		if err := step.run(); err != nil {
			fmt.Println("  error:", err)
			failed++
		}
	}
	if failed > 0 {
		fmt.Printf("%d of %d steps failed.\n", failed, len(steps))
		os.Exit(1)
	}
}

func list() error {
	entries, err := os.ReadDir(".")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			fmt.Printf("  %s/\n", entry.Name())
		} else if info, err := entry.Info(); err != nil {
			return err
		} else {
			fmt.Printf("  %s, %d bytes\n", entry.Name(), info.Size())
		}
	}
	return nil
}

func read() error {
	text, err := os.ReadFile("letter.txt")
	if err != nil {
		return err
	}
	for line := range bytes.Lines(text) {
		fmt.Printf("  | %s\n", bytes.TrimRight(line, "\n"))
	}
	return nil
}

func write() error {
	return os.WriteFile("answer.txt", []byte("Thank you for your letter.\n"), 0o644)
}

// appendVisit adds one line, so that a second run on the same directory finds
// what the first one left.
func appendVisit() error {
	file, err := os.OpenFile("journal.txt", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	before, err := os.ReadFile("journal.txt")
	if err != nil {
		return err
	}
	visit := bytes.Count(before, []byte("\n")) + 1
	fmt.Printf("  this is visit %d\n", visit)
	_, err = fmt.Fprintf(file, "Visit %d.\n", visit)
	return err
}

// outside succeeds when it cannot get out.
func outside() error {
	_, err := os.ReadFile("/etc/passwd")
	if err == nil {
		return errors.New("this file can be read from in here")
	}
	fmt.Println("  out of reach:", err)
	return nil
}
