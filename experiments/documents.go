package experiments

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"qanat/experiments/chapter2"
	"qanat/experiments/record"
	"qanat/experiments/verdict"
)

// block is a generated part of a document: what stands between the lines
// "<!-- NAME:begin -->" and "<!-- NAME:end -->".
type block struct {
	document, name string
	text           func(chapter2 string) (string, error) // from a folder of results
}

// blocks are all generated parts, by the document's path in the project.
var blocks = []block{
	{"README.md", "verdicts", verdictTable},
	{"docs/kariz.md", "ambiguities", chapter2.Ambiguities},
}

func verdictTable(results string) (string, error) {
	verdicts, err := chapter2.Verdicts(results)
	return verdict.Count(verdicts) + ".\n\n" + verdict.Markdown(verdicts), err
}

// Documents rewrites the generated parts of the project's documents from the
// results folder, and returns the paths of those that it changed. A document
// that does not exist is passed over; one without its markers is an error.
func Documents(root, results string) (changed []string, err error) {
	for _, b := range blocks {
		path := filepath.Join(root, b.document)
		old, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return changed, fmt.Errorf("document with results: %w", err)
		}
		text, err := b.text(filepath.Join(results, "chapter2"))
		if err != nil {
			return changed, err
		}
		now, err := embed(old, b.name, text)
		if err != nil {
			return changed, fmt.Errorf("%s: %w", path, err)
		}
		if bytes.Equal(old, now) {
			continue
		}
		if err := record.Replace(path, now); err != nil {
			return changed, err
		}
		changed = append(changed, path)
	}
	return changed, nil
}

// embed replaces what stands between the markers of a block.
func embed(document []byte, name, text string) ([]byte, error) {
	begin, end := "<!-- "+name+":begin -->", "<!-- "+name+":end -->"
	before, rest, found := bytes.Cut(document, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		return nil, fmt.Errorf("it has no lines %q and %q: add them where the table belongs", begin, end)
	}
	return bytes.Join([][]byte{before, []byte(begin), []byte("\n" + text), []byte(end), after}, nil), nil
}
