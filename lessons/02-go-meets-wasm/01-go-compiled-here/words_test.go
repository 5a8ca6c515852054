package main

import (
	"slices"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"one", []string{"one"}},
		{"one, two!", []string{"one", "two"}},
		{"one  two", []string{"one", "two"}},
	} {
		t.Run(test.text, func(t *testing.T) {
			if got := split(test.text); !slices.Equal(got, test.want) {
				t.Errorf("split(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}
