package exact

import (
	"cmp"
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
	switch s.repair(n, 50+2*n.basis.Rows()) {
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
		if !active && n.alive[c] != nil && n.alive[c][0] != 0 {
			if grown == nil {
				grown = slices.Clone(n.master.active)
			}
			grown[c] = true
		}
	}
	return grown
}

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
	unit := s.floatScale()
	phi, rates := spread(m, m.potentials(y), unit.half), n.prices()
	var found []attraction
	for c, active := range m.active {
		class := &s.classes[c]
		if active || class.idle(n.alive[c]) {
			continue
		}
		s.scratch.set(s.field, c, phi[class.place*s.types:(class.place+1)*s.types], n.limits, rates, unit)
		if _, least := s.scratch.cheapest(class.pool, class.pool.share, class.pool.crossing, n.alive[c]); least < -reducedCostTolerance {
			found = append(found, attraction{c, least})
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

// idle tells whether to do nothing, which is every pool's first choice, is the
// only choice left to hosts that are no endpoints: they cost nothing.
func (c *class) idle(alive []int32) bool {
	return len(alive) == 1 && alive[0] == 0 && c.pool.role == plain
}

func (f *field) floatScale() *scale[float64] {
	demand := float64(f.in.demand)
	return &scale[float64]{
		demand: 1,
		cost:   func(c int64) float64 { return float64(c) / f.unit },
		half:   float64(f.in.price(1)) / 2 * demand / f.unit,
		rate:   func(r int64) float64 { return float64(r) / demand },
	}
}

// generate offers columns until none lowers the cost. It returns false if the
// bound shows that the node cannot hold anything better.
func (s *search) generate(n *node) bool {
	s.banish(n, penalty)
	arcs, slacks := s.always(n)
	ruined := false
	for {
		if s.rounds++; s.rounds > s.limits.Rounds {
			return true
		}
		candidates, estimate := s.price(n)
		if estimate*s.unit >= float64(s.best) && !s.prove(n) {
			return false
		}
		n.columns = append(n.columns, candidates...)
		if s.improve(n, n.columns, arcs, slacks) {
			continue
		}
		if ruined || !s.strained(n) {
			return true
		}
		ruined = true
		s.banish(n, ruin)
	}
}

// knownColumns returns the patterns alive of a class that other nodes have used.
func (s *search) knownColumns(n *node, c int) []simplex.Column {
	var list []simplex.Column
	for _, v := range s.known[c] {
		if n.allows(c, s.classes[c].pool.choiceOf[v]) {
			list = append(list, n.master.pattern(c, v, n.limits, n.rows))
		}
	}
	return list
}

// allows tells whether a class may still make a choice.
func (n *node) allows(class int, choice int32) bool {
	if n.alive[class] == nil {
		return true
	}
	_, found := slices.BinarySearch(n.alive[class], choice)
	return found
}

// price returns the best pattern of every active class that would lower the
// cost, and an estimate of the Lagrangian bound at the current duals.
func (s *search) price(n *node) (candidates []simplex.Column, estimate float64) {
	m, y := n.master, n.basis.Dual
	unit := s.floatScale()
	limits := n.prices()
	for r, l := range n.limits {
		estimate += limits[r] * m.bound(l)
	}
	for _, c := range m.group {
		class := &s.classes[c]
		at := m.node(class.place, 0)
		s.scratch.set(s.field, c, y[at:at+s.types], n.limits, limits, unit)
		v, least := s.scratch.cheapest(class.pool, class.pool.share, class.pool.crossing, n.alive[c])
		estimate += least * float64(len(class.hosts))
		if v >= 0 && least-y[m.row[c]] < -reducedCostTolerance {
			candidates = append(candidates, m.pattern(c, v, n.limits, n.rows))
			if !slices.Contains(s.known[c], v) {
				s.known[c] = append(s.known[c], v)
			}
		}
	}
	for i := range m.arcs {
		if rc := n.basis.ReducedCost(&m.arcs[i]); rc < 0 {
			estimate += rc
		}
	}
	return candidates, estimate
}

// improve brings columns and arcs into the basis until none of them lowers the
// cost any more. It returns false if none did.
func (s *search) improve(n *node, offered ...[]simplex.Column) bool {
	entered := false
	banned := map[uint64]bool{}
	for range mostSweeps {
		s.hot = s.hot[:0]
		for _, list := range offered {
			for i := range list {
				if rc := n.basis.ReducedCost(&list[i]); rc < -reducedCostTolerance && !banned[list[i].Label] {
					s.hot = append(s.hot, candidate{&list[i], rc})
				}
			}
		}
		if len(s.hot) == 0 {
			break
		}
		slices.SortFunc(s.hot, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.column.Label, b.column.Label))
		})
		s.hot = s.hot[:min(len(s.hot), hotList)]
		entered = s.enter(n, banned) || entered
	}
	return entered
}

// candidate is a column with its reduced cost when it was looked at.
type candidate struct {
	column *simplex.Column
	cost   float64
}

// hotList is how many columns are looked at again after every pivot, before all
// are (multiple pricing, Orchard-Hays 1968).
const hotList = 12

// enter brings the hot columns into the basis while they lower the cost, the
// best first. Those that cannot enter are banned.
func (s *search) enter(n *node, banned map[uint64]bool) bool {
	entered := false
	for {
		best, least := -1, -reducedCostTolerance
		for i := range s.hot {
			if c := s.hot[i].column; c != nil {
				if rc := n.basis.ReducedCost(c); rc < least {
					best, least = i, rc
				}
			}
		}
		if best < 0 {
			return entered
		}
		c := s.hot[best].column
		s.hot[best].column = nil
		if s.pivots++; n.basis.Enter(*c) {
			entered = true
		} else {
			banned[c.Label] = true
		}
	}
}

// prove evaluates the node's bound exactly, drops the choices that cannot be
// part of anything better than the best known, and tells whether anything is
// left.
func (s *search) prove(n *node) bool {
	p := n.master.round(n)
	bound, least := s.evaluate(p, n.limits, n.alive)
	grid := s.gridOf(n)
	if rounded := grid.ceil(bound); rounded > n.bound || n.proof == nil {
		n.bound, n.proof, n.least = max(n.bound, rounded), p, least
	}
	if n.bound >= s.best {
		return false
	}
	if !s.keep(p, n.limits, n.alive, bound, least, grid.below(s.best)+1) {
		return false
	}
	n.columns = slices.DeleteFunc(n.columns, func(c simplex.Column) bool { return s.unwanted(n, c.Label) })
	return true
}

// isWhole tells whether x is nearly an integer.
func isWhole(x float64) bool { return math.Abs(x-math.Round(x)) < integrality }
