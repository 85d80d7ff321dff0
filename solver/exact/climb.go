package exact

import (
	"context"

	"qanat/solver"
)

// climb searches within cutoffs that rise from the root's bound. Close above
// the bound few choices are left, so failing there is cheap, and the last cutoff
// is not far above the optimum, whatever the deployment known costs.
type climb struct {
	*search
	best  solver.Cost // of the deployment known, or above all
	found *solver.Deployment
	floor solver.Cost
	begin []bool // the hosts that the relaxation begins with
}

// firstStep is the part of the root's bound by which the first cutoff exceeds
// it; each further cutoff is twice as far away.
const firstStep = 64

// run returns whether best and found are optimal.
func (c *climb) run(ctx context.Context) bool {
	root := c.root(c.begin, c.covers())
	c.search.best = c.best
	if !c.relax(root) {
		return c.doubt == maxCost
	}
	c.floor = root.bound
	for step := max(1, root.bound/firstStep); ; step *= 2 {
		cutoff := min(c.best, root.bound+step)
		c.search.best, c.search.found = cutoff, nil
		n := c.inherit(root)
		if root.bound < cutoff && c.prove(n) && !c.search.run(ctx, n) {
			c.take()
			c.floor = max(c.floor, min(c.search.open, c.doubt))
			return false
		}
		c.take()
		if c.doubt < c.best {
			c.floor = max(c.floor, c.doubt)
			return false
		}
		c.floor = max(c.floor, cutoff)
		if c.search.found != nil || cutoff == c.best {
			return true
		}
	}
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

// take keeps what the search found.
func (c *climb) take() {
	if c.search.found != nil {
		c.best, c.found = c.search.best, c.search.found
	}
}
