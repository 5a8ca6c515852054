package main

import (
	"fmt"
	"syscall/js"
)

func main() {
	math := js.Global().Get("Math")
	fmt.Println("JavaScript says:", math.Call("hypot", 3, 4).Float())
}
