package exact

import (
	"context"
	"math"
	"slices"

	"qanat/solver"
)

// incumbent is what is known of a problem while methods take turns.
type incumbent struct {
	best  solver.Cost // of the deployment known, or above all
	found *solver.Deployment
	floor solver.Cost // a proven bound
}

// ending says how a search ended.
type ending uint8

const (
	proven  ending = iota
	inDoubt        // a promise was not kept by the links
	limited        // by Limits, or the context
)

// conclude makes an outcome of what is known.
func (k *incumbent) conclude(end ending, method string) solver.Outcome {
	o := solver.Outcome{Deployment: k.found, Bound: min(k.floor, k.best), Method: method}
	switch {
	case end == proven && k.found == nil:
		o.Status, o.Bound, o.Reason = solver.Infeasible, 0, "no way to place and route the chain is left"
	case end == proven:
		o.Status, o.Bound = solver.Optimal, k.best
	default:
		o.Reason = "the search met its limit"
		if k.found != nil {
			o.Status = solver.Feasible
		}
	}
	return o
}

// maxCost is above every cost.
const maxCost = solver.Cost(math.MaxInt64)

// climb searches within cutoffs that rise from the root's bound. Close above
// the bound few choices are left, so failing there is cheap, and the last cutoff
// is not far above the optimum, whatever the deployment known costs.
type climb struct {
	*search
	known *incumbent
}

// firstStep is the part of the root's bound by which the first cutoff exceeds
// it; each further cutoff is twice as far away.
const firstStep = 64

// run ends with known proven optimal, or with the instance that is left.
func (c *climb) run(ctx context.Context) (ending, *instance) {
	k := c.known
	root := c.root(c.in.begin(k.found), c.covers())
	c.best = k.best
	if !c.relax(root) {
		if c.doubt < maxCost {
			return inDoubt, c.in
		}
		return proven, nil
	}
	k.floor = max(k.floor, root.bound)
	for step := max(root.bound/firstStep, solver.Cost(c.unit)/4, 1); ; step *= 2 {
		cutoff := min(k.best, root.bound+step)
		done := c.within(ctx, root, cutoff)
		if c.found != nil {
			k.best, k.found = c.best, c.found
		}
		switch {
		case !done:
			k.floor = max(k.floor, min(c.open, c.doubt))
			return limited, nil
		case c.doubt < k.best:
			k.floor = max(k.floor, c.doubt)
			return inDoubt, c.left(root)
		case c.found != nil || cutoff == k.best:
			return proven, nil
		}
		k.floor = max(k.floor, cutoff)
	}
}

// within searches below the root for deployments that cost less than cutoff.
func (c *climb) within(ctx context.Context, root *node, cutoff solver.Cost) bool {
	c.best, c.found = cutoff, nil
	if root.bound >= cutoff {
		return true
	}
	n := c.inherit(root)
	return !c.prove(n) || c.search.run(ctx, n)
}

// left returns the instance without the hosts and choices that cannot be part of
// anything better than the best known.
func (c *climb) left(root *node) *instance {
	c.best = c.known.best
	n := c.inherit(root)
	if !c.prove(n) {
		return c.in
	}
	left := *c.in
	left.hosts, left.alive = nil, nil
	for h := range c.in.hosts {
		k := slices.IndexFunc(c.classes, func(k class) bool { return slices.Contains(k.hosts, h) })
		if !c.classes[k].idle(n.alive[k]) {
			left.hosts, left.alive = append(left.hosts, c.in.hosts[h]), append(left.alive, n.alive[k])
		}
	}
	return &left
}

// covers returns limits that every deployment keeps: what its instances of each
// position cost is at least what the whole demand needs wherever they are.
func (c *climb) covers() []*limit {
	var list []*limit
	for i, weights := range c.in.weights {
		if last := len(weights) - 1; weights[last] > 0 {
			bound := (c.in.covers[i] + weights[last] - 1) / weights[last]
			list = append(list, &limit{kind: instances, least: true, bound: int64(bound), members: c.families[0], position: i, entry: last})
		}
	}
	return list
}
