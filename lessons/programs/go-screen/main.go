// Screen fills the whole terminal: a menu, a progress bar, and a clock that
// measures how late its own ticks are. It asks for single keys in its output,
// since a WASI program has no other way to talk to its terminal.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	raw      = "\x1b]7788;stty raw -echo\x07"
	sane     = "\x1b]7788;stty sane\x07"
	enter    = "\x1b[?1049h\x1b[?25l\x1b[?2048h"
	leave    = "\x1b[?2048l\x1b[?25h\x1b[?1049l"
	wipe     = "\x1b[2J"
	bold     = "\x1b[1m"
	dim      = "\x1b[2m"
	inverse  = "\x1b[7m"
	red      = "\x1b[31m"
	green    = "\x1b[32m"
	plain    = "\x1b[0m"
	restOf   = "\x1b[K"
	interval = 50 * time.Millisecond
)

// Keys, as terminals send them; of two names for one, either will do.
var names = map[string]string{
	"\x1b[A": "up", "k": "up", "\x1b[B": "down", "j": "down",
	"\r": "enter", "\n": "enter", " ": "enter",
	"q": "quit", "\x03": "quit", "\x04": "quit", "": "quit",
}

type screen struct {
	columns, rows int
	chosen        int
	raked         float64
	raking        bool
	ticks         int
	late, latest  time.Duration
	start         time.Time
}

var menu = []string{"Rake the sand", "Level it again", "Leave"}

func main() {
	s := &screen{columns: number("COLUMNS", 80), rows: number("LINES", 24)}
	fmt.Print(raw + enter + wipe)
	s.run(read())
	fmt.Print(leave + sane)
	fmt.Printf("Raked %.0f %% of the sand. ", 100*s.raked)
	fmt.Printf("%d ticks of %v, the latest %.1f ms late.\n",
		s.ticks, interval, milliseconds(s.latest))
}

func number(name string, otherwise int) int {
	if n := digits(os.Getenv(name)); n > 0 {
		return n
	}
	return otherwise
}

// digits reads a decimal number; 0 for what is none.
func digits(text string) int {
	n := 0
	for _, digit := range text {
		if digit < '0' || digit > '9' {
			return 0
		}
		n = 10*n + int(digit-'0')
	}
	return n
}

// read cuts what is typed into keys, each an escape sequence or one byte. The
// last is empty: the end of the input.
func read() <-chan string {
	keys := make(chan string)
	go func() {
		buffer := make([]byte, 256)
		for {
			n, err := os.Stdin.Read(buffer)
			for text := string(buffer[:n]); text != ""; {
				size := length(text)
				keys <- text[:size]
				text = text[size:]
			}
			if err != nil || n == 0 {
				keys <- ""
				return
			}
		}
	}()
	return keys
}

func length(text string) int {
	if !strings.HasPrefix(text, "\x1b[") {
		return 1
	}
	end := strings.IndexFunc(text[2:], func(r rune) bool { return r >= '@' })
	return min(len(text), 3+max(end, 0))
}

// run draws at every tick, and between ticks at every key.
func (s *screen) run(keys <-chan string) {
	s.start = time.Now()
	ticker := time.NewTicker(interval)
	s.draw()
	for {
		select {
		case key := <-keys:
			if !s.press(key) {
				return
			}
			s.draw()
		case <-ticker.C:
			s.tick()
		}
	}
}

// tick sees how much later it comes than a whole number of intervals.
func (s *screen) tick() {
	s.ticks++
	late := time.Since(s.start) % interval
	s.late += late
	s.latest = max(s.latest, late)
	if s.raking {
		s.raked = min(1, s.raked+0.02)
		s.raking = s.raked < 1
	}
	s.draw()
}

// press does what a key says; false means: leave.
func (s *screen) press(key string) bool {
	switch names[key] {
	case "up":
		s.chosen = (s.chosen + len(menu) - 1) % len(menu)
	case "down":
		s.chosen = (s.chosen + 1) % len(menu)
	case "enter":
		return s.choose()
	case "quit":
		return false
	default:
		s.resize(key)
	}
	return true
}

func (s *screen) choose() bool {
	switch s.chosen {
	case 0:
		s.raking = s.raked < 1
	case 1:
		s.raked, s.raking = 0, false
	}
	return s.chosen != len(menu)-1
}

// resize hears what terminals say of their size: CSI 48 ; rows ; columns … t.
func (s *screen) resize(key string) {
	parts := strings.Split(key, ";")
	if len(parts) < 3 || parts[0] != "\x1b[48" {
		return
	}
	s.rows, s.columns = digits(parts[1]), digits(parts[2])
	fmt.Print(wipe)
}

func (s *screen) draw() {
	var out strings.Builder
	at := func(row int, text string) {
		fmt.Fprintf(&out, "\x1b[%d;3H%s%s%s", row, text, plain, restOf)
	}
	at(2, bold+"砂場 Sunaba"+plain+dim+"  a whole screen, from Go")
	for i, item := range menu {
		mark, style := "  ", ""
		if i == s.chosen {
			mark, style = "▸ ", inverse
		}
		at(4+i, style+mark+item+" ")
	}
	at(8, s.bar())
	elapsed := time.Since(s.start).Truncate(100 * time.Millisecond)
	at(10, fmt.Sprintf("%v, %d ticks of %v", elapsed, s.ticks, interval))
	at(11, fmt.Sprintf("late by %.2f ms on average, %.1f ms at most",
		milliseconds(s.late)/float64(max(1, s.ticks)), milliseconds(s.latest)))
	at(12, dim+fmt.Sprintf("%d columns, %d rows", s.columns, s.rows))
	at(min(14, s.rows), dim+"↑ ↓ choose · Enter does it · q leaves")
	fmt.Print(out.String())
}

// bar draws rake lines as far as the sand is raked.
func (s *screen) bar() string {
	width := max(10, min(s.columns-12, 50))
	done := int(s.raked * float64(width))
	color := red
	if s.raked >= 1 {
		color = green
	}
	return fmt.Sprintf("%s%s%s%s %3.0f %%", color, strings.Repeat("≡", done),
		plain+dim, strings.Repeat("·", width-done)+plain, 100*s.raked)
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Microseconds()) / 1000
}
