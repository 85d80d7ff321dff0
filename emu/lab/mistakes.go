package lab

import (
	"fmt"
	"strings"
)

// Mistake is something wrong with a lab.
type Mistake struct {
	// Path is where it is, as in "$.links[2].subnet": the way to it in a lab
	// file.
	Path string
	Err  error
}

// Mistakes are all that is wrong with a lab.
type Mistakes []Mistake

// Error lists the mistakes, a line each.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for k := range m {
		lines[k] = strings.TrimPrefix(m[k].Path, "$.") + ": " + m[k].Err.Error()
	}
	return strings.Join(lines, "\n")
}

// failf notes a mistake.
func (m *Mistakes) failf(path, format string, args ...any) {
	*m = append(*m, Mistake{path, fmt.Errorf(format, args...)})
}

// err is nil if there are no mistakes.
func (m Mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}
