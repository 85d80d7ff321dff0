package reorder

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"qanat/solver"
)

const name = "kariz-reorder"

func init() {
	solver.Register(solver.Entry{
		Name: name,
		Summary: "Kariz in every permitted order of the chain (section 2.7), the cheapest counts; options: " +
			"pairs=all or those that may change places, as firewall+ids/ids+ipsec; and those of kariz",
		New: func(values map[string]string) (solver.Solver, error) { return open(values) },
	})
}

// Solver deploys chains in their cheapest permitted order, which its outcomes
// tell.
type Solver struct {
	kariz solver.Solver // as registered: this package knows no solver
	pairs [][2]string   // compatible middleboxes by name; nil for all
}

// open reads the options; those that are not its own are Kariz'.
func open(values map[string]string) (*Solver, error) {
	rest := maps.Clone(values)
	delete(rest, "pairs")
	var s Solver
	if text, given := values["pairs"]; given && text != "all" {
		for pair := range strings.SplitSeq(text, "/") {
			a, b, found := strings.Cut(pair, "+")
			if !found || a == "" || b == "" {
				return nil, fmt.Errorf("pairs=%q: write all, or pairs of middleboxes as firewall+ids/ids+ipsec", text)
			}
			s.pairs = append(s.pairs, [2]string{a, b})
		}
	}
	spec := "kariz:"
	for _, key := range slices.Sorted(maps.Keys(rest)) {
		spec += key + "=" + rest[key] + ","
	}
	var err error
	s.kariz, err = solver.Open(spec)
	return &s, err
}

// Solve deploys p's chain in its cheapest permitted order. The status is
// Feasible or Unsolved. A pair of which p's catalogue has no middlebox is an
// error.
func (s *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if err := p.Validate(); err != nil {
		return solver.Outcome{}, fmt.Errorf("%s: %w", name, err)
	}
	pairs := everyPair(p.Chain.Middleboxes)
	if s.pairs != nil {
		var err error
		if pairs, err = ParsePairs(p.Catalogue, s.pairs); err != nil {
			return solver.Outcome{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	best, err := Best(ctx, s.kariz, p, pairs)
	if err != nil {
		return solver.Outcome{}, err
	}
	o := best.Outcome
	o.Method, o.Order = name, best.Order
	if !o.Placed() {
		o.Order = nil
		o.Reason = fmt.Sprintf("none of %d orders fits; in the chain's own, %s", best.Tried, o.Reason)
	}
	return o, nil
}

// everyPair lets all types of a chain change places.
func everyPair(boxes []int) Compatible {
	var pairs Compatible
	for i, a := range boxes {
		for _, b := range boxes[:i] {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	return pairs
}
