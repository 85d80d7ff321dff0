package exact

import (
	"context"
	"math"

	"qanat/solver"
)

// incumbent is what is known of a problem while methods take turns.
type incumbent struct {
	best  solver.Cost // of the deployment known, or above all
	found *solver.Deployment
	floor solver.Cost // a proven bound
	// promised is the bound that the search on the tree proved, or 0: a deployment
	// that costs no more needs no other proof.
	promised solver.Cost
}

// ending says how a search ended.
type ending uint8

const (
	proven   ending = iota
	inDoubt         // a promise was not kept by the links
	limited         // by Limits, or the context
	tooLarge        // some host has too many patterns
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
		if end == tooLarge {
			o.Reason = "some host has too many patterns"
		}
		if k.found != nil {
			o.Status = solver.Feasible
		}
	}
	return o
}

// maxCost is above every cost.
const maxCost = solver.Cost(math.MaxInt64)

// climb searches within cutoffs that rise from the root's bound. Close above
// the bound few hosts and choices are left, so failing there is cheap, and the
// last cutoff is not far above the optimum, whatever the deployment known costs.
type climb struct {
	in     *instance
	ground *ground
	known  *incumbent
	alone  []bool // per node of the graph: hosts to be told apart from all others
	router *router
	spare  *spares
	limits Limits
	effort *Effort
	// stage is the number of stages in the minutes before.
	minutes *minutes
	stage   int
}

// firstStep is the part of the root's bound by which the first cutoff exceeds
// it; each further cutoff is twice as far away.
const firstStep = 64

// run ends with known proven optimal, or with the instance that is left.
func (c *climb) run(ctx context.Context) (ending, *instance) {
	k := c.known
	s := c.search(c.in, c.ground)
	if s == nil {
		return tooLarge, nil
	}
	defer c.count(s)
	root := s.root(c.in.begin(k.found), s.covers())
	c.minutes.open(s, root)
	defer s.drop(root)
	if s.best = k.best; !s.relax(root) {
		if s.doubt < maxCost {
			return inDoubt, c.in
		}
		return proven, nil
	}
	k.floor = max(k.floor, root.bound)
	for step := max(root.bound/firstStep, solver.Cost(s.unit)/4, 1); ; step *= 2 {
		cutoff := min(k.best, root.bound+step)
		if cutoff <= k.promised {
			continue
		}
		q, done := c.within(ctx, s, root, cutoff)
		if q != nil && q.found != nil {
			k.best, k.found = q.best, q.found
		}
		if k.best <= k.promised {
			c.minutes.cut(c.stage)
			return proven, nil
		}
		if q != nil && q.split >= 0 {
			for _, h := range q.classes[q.split].hosts {
				c.alone[q.in.hosts[h].node] = true
			}
			step /= 2
			continue
		}
		switch {
		case !done:
			k.floor = max(k.floor, min(q.open, q.doubt))
			return limited, nil
		case q != nil && q.doubt < k.best:
			k.floor = max(k.floor, q.doubt)
			if c.ground.tree {
				k.promised = q.doubt
			}
			if left := s.left(root, k.best); left != nil {
				return inDoubt, left
			}
			return inDoubt, c.in
		case q != nil && q.found != nil || cutoff == k.best:
			return proven, nil
		}
		k.floor = max(k.floor, cutoff)
	}
}

// within searches for deployments that cost less than cutoff, among the hosts
// and choices that the root leaves for them. It returns no search if none are
// left, and whether the search came to its end.
func (c *climb) within(ctx context.Context, s *search, root *node, cutoff solver.Cost) (*search, bool) {
	left := s.left(root, cutoff)
	c.minutes.cut(c.stage + 1)
	if left == nil || !left.tighten(s.wastes(root, cutoff)) {
		return nil, true
	}
	ground := c.ground
	if ground.tree {
		ground = ground.compress(left)
	}
	q := c.search(left, ground)
	if q == nil {
		return nil, true
	}
	defer c.count(q)
	q.best = cutoff
	n := q.root(s.used(root, left), q.covers())
	n.bound, q.promised = c.known.promised, c.known.promised
	c.minutes.open(q, n)
	defer q.drop(n)
	return q, !q.relax(n) || q.run(ctx, n)
}

// search returns a search of an instance on a ground, or nil if some host has
// too many patterns.
func (c *climb) search(in *instance, g *ground) *search {
	f := newField(in, g, c.alone)
	if f == nil {
		return nil
	}
	return newSearch(f, c.router, c.spare, c.limits)
}

// count adds up what a search took.
func (c *climb) count(s *search) {
	c.effort.Nodes += s.nodes
	c.effort.Rounds += s.rounds
	c.effort.Pivots += s.pivots
}
