// Wasi does with Go's standard library what programs do with files, and
// prints one line a step, so that hosts can be compared. Three functions that
// the library does not reach it calls by hand, and if descriptor 5 is a
// socket it serves whoever has connected.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"syscall"
	"time"
)

//go:wasmimport wasi_snapshot_preview1 clock_res_get
func clockResGet(id uint32, result *uint64) uint32

//go:wasmimport wasi_snapshot_preview1 fd_tell
func fdTell(fd int32, result *uint64) uint32

//go:wasmimport wasi_snapshot_preview1 sock_accept
func sockAccept(fd int32, flags uint32, result *int32) uint32

func say(what string, text string, err error) {
	var number syscall.Errno
	switch {
	case errors.As(err, &number):
		text = fmt.Sprintf("errno %d", uint32(number))
	case err != nil:
		text = err.Error()
	}
	fmt.Printf("%s: %s\n", what, text)
}

// first runs steps until one fails.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func files() (string, error) {
	file, err := os.OpenFile("go.txt", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	defer file.Close()
	word := make([]byte, 5)
	err = first(
		func() error { _, err := file.WriteString("one grain of sand"); return err },
		func() error { _, err := file.WriteAt([]byte("G"), 4); return err },
		func() error { _, err := file.ReadAt(word, 4); return err },
		func() error { _, err := file.Seek(-4, io.SeekEnd); return err },
		func() error { return file.Truncate(9) },
		func() error { return file.Sync() },
	)
	var place uint64
	fdTell(int32(file.Fd()), &place)
	return fmt.Sprintf("%s, at %d", word, place), err
}

func names() (string, error) {
	time := time.Unix(1_000_000_000, 123_456_789)
	var link string
	err := first(
		func() error { return os.Chtimes("go.txt", time, time) },
		func() error { return os.Symlink("go.txt", "soft") },
		func() (err error) { link, err = os.Readlink("soft"); return },
		func() error { return os.Link("go.txt", "hard") },
		func() error { return os.Rename("hard", "dir/hard") },
	)
	if err != nil {
		return "", err
	}
	info, err := os.Stat("soft")
	if err != nil {
		return "", err
	}
	err = first(
		func() error { return os.Remove("soft") },
		func() error { return os.Remove("dir/hard") },
		func() error { return os.Remove("go.txt") },
	)
	return fmt.Sprintf("%s, %d bytes, same time %t", link, info.Size(), info.ModTime().Equal(time)), err
}

func tree() (string, error) {
	if err := os.MkdirAll("tree/a/b", 0o755); err != nil {
		return "", err
	}
	for i := range 40 {
		if err := os.WriteFile(fmt.Sprintf("tree/a/leaf%d", i), []byte("x"), 0o644); err != nil {
			return "", err
		}
	}
	entries, err := os.ReadDir("tree/a")
	if err != nil {
		return "", err
	}
	var seen []string
	for _, entry := range entries {
		seen = append(seen, entry.Name())
	}
	sort.Strings(seen)
	return fmt.Sprintf("%d names, first %s", len(seen), seen[0]), os.RemoveAll("tree")
}

// While one goroutine reads stdin, another must go on.
func input() (string, error) {
	ticks := make(chan int)
	stop := make(chan bool)
	go func() {
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for n := 0; ; n++ {
			select {
			case <-ticker.C:
			case <-stop:
				ticks <- n
				return
			}
		}
	}()
	time.Sleep(5 * time.Millisecond)
	text, err := io.ReadAll(os.Stdin)
	close(stop)
	return fmt.Sprintf("%s, ticked %t", strings.TrimSpace(string(text)), <-ticks > 0), err
}

func serve() (string, error) {
	var fd int32
	if errno := sockAccept(5, 0, &fd); errno != 0 {
		return "", syscall.Errno(errno)
	}
	connection := os.NewFile(uintptr(fd), "connection")
	defer connection.Close()
	heard := make([]byte, 4)
	if _, err := io.ReadFull(connection, heard); err != nil {
		return "", err
	}
	_, err := connection.WriteString("pong")
	return string(heard), err
}

func main() {
	say("arguments", os.Args[1], nil)
	say("variable", os.Getenv("GREETING"), nil)
	var resolution uint64
	errno := clockResGet(1, &resolution)
	say("resolution", fmt.Sprintf("above zero %t", errno == 0 && resolution > 0), nil)
	for _, step := range []struct {
		what string
		run  func() (string, error)
	}{
		{"stdin beside a ticker", input}, {"files", files}, {"names", names},
		{"tree", tree}, {"serve", serve},
	} {
		text, err := step.run()
		say(step.what, text, err)
	}
	_, err := os.Open("none")
	say("open nothing", "opened", err)
	_, err = os.Open("../a.txt")
	say("open above", "opened", err)
	_, err = os.Create("dir")
	say("open a directory to write", "opened", err)
	say("make what is there", "done", os.Mkdir("dir", 0o755))
	say("remove a full directory", "done", os.Remove("dir"))
	_, err = os.ReadDir("a.txt")
	say("list a file", "listed", err)
	_, err = os.ReadFile("dir")
	say("read a directory", "read", err)
	_, err = os.Readlink("a.txt")
	say("not a link", "read", err)
	os.Exit(5)
}
