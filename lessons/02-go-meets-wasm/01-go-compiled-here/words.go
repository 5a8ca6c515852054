package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func main() {
	count := map[string]int{}
	for _, word := range split("The garden, the sand. The rake  and the sand!") {
		count[strings.ToLower(word)]++
	}
	for _, word := range slices.Sorted(maps.Keys(count)) {
		fmt.Printf("%d %q\n", count[word], word)
	}
}
