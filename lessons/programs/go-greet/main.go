// Greet asks for a name, and counts the seconds meanwhile.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"
)

var japanese = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana,
}

func main() {
	fmt.Print("[  0 s] What is your name? ")
	go tick()
	input := bufio.NewScanner(os.Stdin)
	if !input.Scan() {
		fmt.Println("\nNobody there? Goodbye.")
		return
	}
	name := strings.TrimSpace(input.Text())
	fmt.Println(greeting(cmp.Or(name, "whoever you are")))
}

func tick() {
	for second := 1; ; second++ {
		time.Sleep(time.Second)
		// ESC 7 saves the cursor, ESC 8 puts it back.
		fmt.Printf("\x1b7\r[%3d s]\x1b8", second)
	}
}

func greeting(name string) string {
	for _, letter := range name {
		if unicode.In(letter, japanese...) {
			return "こんにちは、" + name + "さん！"
		}
	}
	return "Hello, " + name + "!"
}
