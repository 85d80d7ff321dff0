package bench

import (
	"context"
	"fmt"
	"strings"
)

// part is one of those that a bench has.
type part struct {
	name string
	run  func(*suite, context.Context) error
}

// namesOf lists parts.
func namesOf(parts []part) []string {
	names := make([]string, len(parts))
	for k, p := range parts {
		names[k] = p.name
	}
	return names
}

// only returns the part that is asked for, or all if none is.
func (s *suite) only(parts []part) (steps []func(context.Context) error, err error) {
	for _, p := range parts {
		if s.Only == "" || s.Only == p.name {
			steps = append(steps, func(ctx context.Context) error { return p.run(s, ctx) })
		}
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("bench: no part is called %q: there are %s", s.Only, strings.Join(namesOf(parts), ", "))
	}
	return steps, nil
}
