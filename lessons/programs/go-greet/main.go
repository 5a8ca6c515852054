// Greet asks for your name, counts the seconds while it waits for you,
// and answers in your own letters.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

func main() {
	fmt.Print("[  0 s] What is your name? ")
	go tick()
	input := bufio.NewScanner(os.Stdin)
	if !input.Scan() {
		fmt.Println("\nNobody there? Goodbye.")
		return
	}
	name := strings.TrimSpace(input.Text())
	fmt.Println(greeting(name))
	fmt.Printf("Runes: %d, bytes: %d.\n", utf8.RuneCountInString(name), len(name))
}

// tick writes the time into column one and puts the cursor back (ESC 7, ESC 8).
func tick() {
	for second := 1; ; second++ {
		time.Sleep(time.Second)
		fmt.Printf("\x1b7\r[%3d s]\x1b8", second)
	}
}

func greeting(name string) string {
	switch first, _ := utf8.DecodeRuneInString(name); {
	case name == "":
		return "Hello, whoever you are!"
	case unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return "こんにちは、" + name + "さん！"
	}
	return "Hello, " + name + "!"
}
