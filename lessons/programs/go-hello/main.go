// Hello prints one line: the smallest Go program that uses the fmt package.
package main

import "fmt"

func main() {
	fmt.Println("Hello from Go in the sandbox (砂場)!")
}
