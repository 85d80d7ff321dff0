package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
)

// generate offers columns until none lowers the cost. It returns false if the
// bound shows that the node cannot hold anything better.
func (s *search) generate(n *node) bool {
	s.banish(n, penalty)
	arcs := s.always(n)
	ruined := false
	for {
		if s.rounds++; s.rounds > s.limits.Rounds {
			return true
		}
		found, estimate := s.price(n, arcs)
		if estimate*s.unit >= float64(s.best) && !s.prove(n) {
			return false
		}
		n.columns = append(n.columns, found...)
		if s.improve(n, n.columns, arcs) {
			continue
		}
		if ruined || !s.strained(n) {
			return true
		}
		ruined = true
		s.banish(n, ruin)
	}
}

// offerKnown adds the patterns alive of a class that other nodes have used to the
// node's columns.
func (s *search) offerKnown(n *node, c int) {
	for _, v := range s.known[c] {
		if n.allows(c, s.classes[c].pool.choiceOf[v]) {
			n.columns = append(n.columns, n.master.pattern(c, v, n.limits, n.rows))
		}
	}
}

// allows tells whether a class may still make a choice.
func (n *node) allows(class int, choice int32) bool {
	alive := n.alive[class]
	if len(alive) == len(n.master.classes[class].pool.all) {
		return true
	}
	_, found := slices.BinarySearch(alive, choice)
	return found
}

// price returns the best patterns of every active class that would lower the
// cost, and an estimate of the Lagrangian bound at the current duals.
func (s *search) price(n *node, arcs []simplex.Column) (found []simplex.Column, estimate float64) {
	m, y := n.master, n.basis.Dual
	unit := s.floats
	limits := n.limitDuals()
	s.priced = s.priced[:0]
	for r, l := range n.limits {
		estimate += limits[r] * m.bound(l)
	}
	for _, c := range m.group {
		class := &s.classes[c]
		at := m.node(class.place, 0)
		s.scratch.set(s.field, c, y[at:at+s.types], n.limits, limits, unit)
		var least float64
		s.offered, least = offers(&s.scratch, class.pool, n.alive[c], y[m.row[c]]-reducedCostTolerance, s.offered)
		estimate += least * float64(len(class.hosts))
		for _, o := range s.offered {
			s.priced = append(s.priced, m.pattern(c, o.vertex, n.limits, n.rows))
			if !slices.Contains(s.known[c], o.vertex) {
				s.known[c] = append(s.known[c], o.vertex)
			}
		}
	}
	for i := range arcs {
		estimate += min(0, n.basis.ReducedCost(&arcs[i]))
	}
	for r := range n.basis.Rows {
		if n.basis.Rows[r].Up >= 0 {
			cost, _ := n.basis.LogicalCost(r)
			estimate += min(0, cost)
		}
	}
	return s.priced, estimate
}
