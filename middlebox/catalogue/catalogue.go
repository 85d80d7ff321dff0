// Package catalogue opens middleboxes by name, as commands and lab files write
// them. Names are those of docs and of the thesis' Table 4.1.
package catalogue

import (
	"fmt"

	"qanat/middlebox"
	"qanat/middlebox/nat"
)

// Open opens a middlebox from its name and options.
func Open(text string) (middlebox.Middlebox, error) {
	switch text {
	case "nat":
		return nat.NewSimple(nat.DefaultConfig)
	case "mazunat":
		return nat.NewMazu(nat.DefaultMazu())
	}
	return nil, fmt.Errorf("no middlebox is called %q", text)
}
