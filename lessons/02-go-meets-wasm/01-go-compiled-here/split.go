package main

import "strings"

// split cuts a text into words, without the marks around them.
func split(text string) []string {
	words := strings.Split(text, " ")
	for i, word := range words {
		words[i] = strings.Trim(word, ".,!?")
	}
	return words
}
