package exact

import (
	"math"
	"slices"

	"qanat/solver/exact/simplex"
)

type basis = simplex.Basis

const (
	// reducedCostTolerance is in units of the linear program's costs, which
	// are scaled so that a chain costs about 32.
	reducedCostTolerance = 1e-7
	// integrality is how near to an integer a number of instances counts as
	// one. Errors are harmless: what is built from it is checked exactly.
	integrality = 1e-5
	// penalty is what a unit of an unfulfilled row costs, and ruin when that
	// did not suffice.
	penalty, ruin = 1e3, 1e5
	// callIn is the number of classes that become active at a time.
	callIn = 3
	// mostSweeps ends a stalled linear program; they take a few.
	mostSweeps = 2000
)

// relax solves a node's linear relaxation by column generation and raises its
// bound. It returns false if the node cannot hold anything better than the best
// deployment known.
//
// Most hosts of a large network matter to no chain. They stay out of the linear
// program; the potentials of its places are extended to theirs, and those that
// these make attractive become active.
func (s *search) relax(n *node) bool {
	if !s.ready(n) {
		return false
	}
	for {
		if !s.generate(n) {
			return false
		}
		active := s.call(n)
		if active == nil {
			break
		}
		s.grow(n, active)
	}
	if !s.prove(n) {
		return false
	}
	if s.strained(n) {
		// Neither solved nor proven to hold nothing: leave it to other means.
		s.doubt = min(s.doubt, n.bound)
		return false
	}
	return true
}

// ready gives a node a feasible basis: its parent's, repaired, or a new one. It
// returns false if there is none better than the best deployment known.
func (s *search) ready(n *node) bool {
	if n.basis == nil {
		return s.start(n, n.master)
	}
	if active := s.needed(n); active != nil {
		s.grow(n, active)
	}
	switch s.repair(n, 50+2*len(n.basis.Rows)) {
	case pruned:
		return false
	case stuck:
		return s.start(n, newMaster(s.field, n.master.active))
	}
	return true
}

// needed returns the classes to be active at a node if they are not those of
// its master: all that cannot do nothing must be among them.
func (s *search) needed(n *node) []bool {
	var grown []bool
	for c, active := range n.master.active {
		if !active && n.alive[c][0] != 0 {
			if grown == nil {
				grown = slices.Clone(n.master.active)
			}
			grown[c] = true
		}
	}
	return grown
}

// prove evaluates the node's bound exactly, drops the choices that cannot be
// part of anything better than the best known, and tells whether anything is
// left.
func (s *search) prove(n *node) bool {
	p := n.master.round(n)
	n.writeProof(p)
	total, least := s.evaluate(p, n.limits, n.alive)
	n.latest, n.total = p, total
	grid := s.gridOf(n)
	if rounded := grid.ceil(p.floor(total)); rounded > n.bound || n.proof == nil {
		n.bound, n.proof = max(n.bound, rounded), p
	}
	if n.bound >= s.best {
		return false
	}
	if !s.keep(p, n.alive, total, least, grid.below(s.best)+1) {
		return false
	}
	n.columns = slices.DeleteFunc(n.columns, func(c simplex.Column) bool { return s.unwanted(n, c.Label) })
	return true
}

// isWhole tells whether x is nearly an integer.
func isWhole(x float64) bool { return math.Abs(x-math.Round(x)) < integrality }
