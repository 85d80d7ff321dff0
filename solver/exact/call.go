package exact

import (
	"cmp"
	"slices"
)

// attraction is a class with the reduced cost of its best pattern.
type attraction struct {
	class int
	cost  float64
}

// call returns the active classes and the most attractive others, or nil if no
// other is attractive.
func (s *search) call(n *node) []bool {
	m, y := n.master, n.basis.Dual
	if len(m.group) == len(s.classes) {
		return nil
	}
	unit := s.floats
	phi, rates := spread(m, m.potentials(y), unit.half, s.everywhere()), n.limitDuals()
	var found []attraction
	for c, active := range m.active {
		class := &s.classes[c]
		if s.model[c] = -1; active || class.idle(n.alive[c]) {
			continue
		}
		if s.model[c] = modelOf(s.field, c, n.alive, phi, n.limits, rates); s.model[c] == c {
			s.scratch.set(s.field, c, phi[class.place*s.types:(class.place+1)*s.types], n.limits, rates, unit)
			s.costs[c] = s.scratch.cheapest(class.pool, &class.pool.parts, n.alive[c])
		}
		if s.costs[c] = s.costs[s.model[c]]; s.costs[c] < -reducedCostTolerance {
			found = append(found, attraction{c, s.costs[c]})
		}
	}
	if len(found) == 0 {
		return nil
	}
	slices.SortStableFunc(found, func(a, b attraction) int { return cmp.Compare(a.cost, b.cost) })
	grown := slices.Clone(m.active)
	for _, a := range found[:min(len(found), callIn)] {
		grown[a.class] = true
	}
	return grown
}

// everywhere returns room for the potentials of all places.
func (s *search) everywhere() []float64 {
	s.phi = refill(s.phi, s.ground.places*s.types, 0)
	return s.phi
}

// idle tells whether to do nothing, which is every pool's first choice, is the
// only choice left to hosts that are no endpoints: they cost nothing.
func (c *class) idle(alive []int32) bool {
	return len(alive) == 1 && alive[0] == 0 && c.pool.role == plain
}
