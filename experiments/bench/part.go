package bench

import (
	"context"
	"fmt"
	"strings"
)

// part is one of those that a bench has.
type part struct {
	name string
	run  func(context.Context) error
}

// only returns the part of that name, or all if it is empty.
func only(parts []part, name string) (steps []func(context.Context) error, err error) {
	names := make([]string, len(parts))
	for k, p := range parts {
		names[k] = p.name
		if name == "" || name == p.name {
			steps = append(steps, p.run)
		}
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("no part is called %q: there are %s", name, strings.Join(names, ", "))
	}
	return steps, nil
}
