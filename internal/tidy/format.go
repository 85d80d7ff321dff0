package tidy

import (
	"bytes"
	"go/format"
)

var formatRules = []Rule{{
	Name:  "gofmt",
	Why:   "one layout for all: a diff then shows what changed and nothing else",
	Cure:  "gofmt -w the file",
	Check: checkFormat,
}}

func checkFormat(t *Tree) []Finding {
	var found []Finding
	for _, file := range t.Go {
		formatted, err := format.Source(file.Source)
		if err != nil || bytes.Equal(formatted, file.Source) {
			continue
		}
		found = append(found, Finding{file.Path, firstDifference(file.Source, formatted), "not as gofmt writes it"})
	}
	return found
}

// firstDifference is the first line in which two texts differ.
func firstDifference(a, b []byte) int {
	shared := 0
	for shared < min(len(a), len(b)) && a[shared] == b[shared] {
		shared++
	}
	return 1 + bytes.Count(a[:shared], []byte("\n"))
}
