package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// words splits a command line as a shell does, as far as double quotes go.
func words(line string) []string {
	quoted := false
	return strings.FieldsFunc(strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			return '\n'
		}
		return r
	}, line), func(r rune) bool { return r == '\n' || r == '"' })
}

// session runs the commands of a console block and returns what the block would
// be if it told the truth.
func session(block string) string {
	var truth strings.Builder
	for line := range strings.Lines(block) {
		command, is := strings.CutPrefix(line, "$ bin/qanat ")
		if !is {
			continue
		}
		out, err := run(words(strings.TrimSpace(command))...)
		truth.WriteString(line + out)
		if err != nil {
			fmt.Fprintf(&truth, "qanat: %v\n", err)
		}
	}
	return truth.String()
}

var duration = regexp.MustCompile(` in [0-9.]+[µm]?s\n`)

// timeless leaves out how long a solver took.
func timeless(text string) string { return duration.ReplaceAllString(text, "\n") }

// TestDocumentedSessions runs the commands that documents show with what they
// print.
func TestDocumentedSessions(t *testing.T) {
	t.Chdir("../..")
	for _, document := range []string{"docs/kariz.md", "docs/topologies.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		blocks := strings.Split(string(text), "```console\n")[1:]
		if len(blocks) == 0 {
			t.Errorf("%s shows no session", document)
		}
		for _, block := range blocks {
			block, _, _ = strings.Cut(block, "```")
			if truth := session(block); timeless(truth) != timeless(block) {
				t.Errorf("%s shows\n%s\nbut the commands print\n%s", document, block, truth)
			}
		}
	}
}
