package reorder

import (
	"context"
	"fmt"
	"slices"

	"qanat/solver"
)

// Limit is the most orders that are tried: all of a chain of five middleboxes,
// and section 2.7 says that chains commonly have fewer than six.
const Limit = 120

// Compatible is a set of pairs of middlebox types, by index into the catalogue,
// that may change places. The order within a pair means nothing.
type Compatible [][2]int

// ParsePairs reads pairs of names such as {"firewall", "ids"}. A middlebox that
// the catalogue does not have, or a pair of one type, is an error.
func ParsePairs(c *solver.Catalogue, pairs [][2]string) (Compatible, error) {
	var all Compatible
	for _, names := range pairs {
		var pair [2]int
		for i, name := range names {
			index, known := c.Find(name)
			if !known {
				return nil, fmt.Errorf("compatible pair %v: catalogue %s has no middlebox %q", names, c.Name, name)
			}
			pair[i] = index
		}
		if pair[0] == pair[1] {
			return nil, fmt.Errorf("compatible pair %v: name two different middleboxes", names)
		}
		all = append(all, pair)
	}
	return all, nil
}

// holds tells whether two types may change places.
func (c Compatible) holds(a, b int) bool {
	return a != b && (slices.Contains(c, [2]int{a, b}) || slices.Contains(c, [2]int{b, a}))
}

// Result is the cheapest order with its deployment.
type Result struct {
	// Problem is the one given with its middleboxes in the order that was
	// chosen; it shares the network.
	Problem *solver.Problem
	// Outcome is the solver's answer to Problem; of the chain's own order where
	// no order could be placed. A bound that the solver gives is for this order.
	Outcome solver.Outcome
	// Order lists, by new position from 0, the old ones.
	Order []int
	// Tried and Placed count the orders that were tried and that fitted. More
	// tells whether there are others, beyond Limit.
	Tried, Placed int
	More          bool
}

// Best solves p for its permitted orders with s and returns the one that costs
// least, the first of several. It fails where s does. The network is not changed.
func Best(ctx context.Context, s solver.Solver, p *solver.Problem, pairs Compatible) (Result, error) {
	boxes := p.Chain.Middleboxes
	orders, more := Orders(len(boxes), Limit, func(i, j int) bool { return pairs.holds(boxes[i], boxes[j]) })
	best := Result{More: more}
	for _, order := range orders {
		q, err := p.Reordered(order)
		if err != nil {
			return Result{}, fmt.Errorf("reorder: %w", err)
		}
		o, err := s.Solve(ctx, q)
		if err != nil {
			return Result{}, fmt.Errorf("reorder: order %v: %w", order, err)
		}
		best.Tried++
		if o.Placed() {
			best.Placed++
		}
		if best.Problem == nil || cheaper(q, &o, &best) {
			best.Problem, best.Outcome, best.Order = q, o, order
		}
	}
	return best, nil
}

// cheaper tells whether an outcome is better than the best so far.
func cheaper(q *solver.Problem, o *solver.Outcome, best *Result) bool {
	if !o.Placed() || !best.Outcome.Placed() {
		return o.Placed()
	}
	return o.Deployment.Bill(q).Total() < best.Outcome.Deployment.Bill(best.Problem).Total()
}
