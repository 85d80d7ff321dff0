package solver

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Factory makes a solver from options written as "key=value" pairs. It reports
// an unknown key or a bad value as an error that lists what it takes.
type Factory func(options map[string]string) (Solver, error)

// Entry is what Register keeps of a solver.
type Entry struct {
	Name    string
	Summary string // one line for listings, with the options it takes
	New     Factory
	// Bare is the option that a value without a key stands for, as the path in
	// "exec:./mine.py"; "" where every option needs its key.
	Bare string
}

var registry = map[string]Entry{}

// Register makes a solver available by name to every command and experiment.
// Call it from an init function; a repeated name panics, since it is a mistake
// of the program, not of its user.
func Register(e Entry) {
	if _, taken := registry[e.Name]; taken {
		panic("solver: Register called twice for " + e.Name)
	}
	registry[e.Name] = e
}

// Registered returns all entries in the order of their names.
func Registered() []Entry {
	names := slices.Sorted(maps.Keys(registry))
	entries := make([]Entry, len(names))
	for i, name := range names {
		entries[i] = registry[name]
	}
	return entries
}

// Open makes the solver that spec describes: a registered name, optionally
// followed by a colon and options, as in "kariz:epsilon=64,actions=add".
func Open(spec string) (Solver, error) {
	name, text, _ := strings.Cut(spec, ":")
	entry, known := registry[name]
	if !known {
		return nil, fmt.Errorf("no solver is called %q: use one of %v", name, slices.Sorted(maps.Keys(registry)))
	}
	options := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		if pair == "" {
			continue
		}
		key, value, found := strings.Cut(pair, "=")
		if !found && entry.Bare != "" {
			key, value, found = entry.Bare, pair, true
		}
		if _, twice := options[key]; !found || twice {
			return nil, fmt.Errorf("solver %q: option %q: write each option once, as key=value", name, pair)
		}
		options[key] = value
	}
	s, err := entry.New(options)
	if err != nil {
		return nil, fmt.Errorf("solver %q: %w", name, err)
	}
	return s, nil
}
