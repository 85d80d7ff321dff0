package exact

import (
	"math"
	"slices"

	"qanat/solver"
	"qanat/solver/exact/simplex"
)

// node is one subproblem of the search: limits and what hosts may still choose.
type node struct {
	limits []*limit
	alive  [][]int32 // per group, ascending; nil stands for every choice
	basis  *simplex.Basis
	bound  solver.Cost
	serial int
}

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
	// jitter disturbs right-hand sides against degeneracy.
	jitter = 1e-7
)

// start returns the basis of a new search: every host of a group does the first
// thing alive, and elastic columns fill all other rows.
func (s *search) start(n *node) (*simplex.Basis, bool) {
	m := s.master
	rhs, columns := make([]float64, m.fixedRows()), make([]simplex.Column, m.fixedRows())
	for i := range m.types {
		sum := 0.0
		for v := 1; v < m.fab.nodes; v++ {
			e := jitter * float64(1+(v*31+i*17)%23)
			rhs[m.node(v, i)] = e
			sum += e
		}
		rhs[m.node(0, i)] = -sum
	}
	left := slices.Clone(rhs)
	for g := range m.groups {
		count := float64(len(m.groups[g].hosts))
		if n.alive[g] != nil && len(n.alive[g]) == 0 {
			return nil, false
		}
		c := m.pattern(g, m.firstAlive(g, n.alive[g]), nil)
		for i, r := range c.Rows {
			left[r] -= count * c.Coefs[i]
		}
		rhs[m.convexity(g)] = count
		columns[m.convexity(g)] = c
	}
	for r := range m.fab.nodes * m.types {
		sign := 1.0
		if left[r] < 0 {
			sign = -1
		}
		columns[r] = simplex.Unit(elasticColumn|uint64(r), penalty, r, sign)
	}
	b, ok := simplex.New(rhs, columns)
	for _, l := range n.limits {
		ok = ok && s.append(b, l)
	}
	return b, ok
}

func (m *master) firstAlive(g int, alive []int32) int32 {
	c := int32(0)
	if alive != nil {
		c = alive[0]
	}
	return m.groups[g].pool.choices[c].first
}

// append adds the row of a limit to a basis.
func (s *search) append(b *simplex.Basis, l *limit) bool {
	m, row := s.master, b.Rows()
	coefs := make([]float64, row)
	value := m.bound(l)
	for r := range b.Basic {
		coefs[r] = m.coefficient(b.Basic[r].Label, l)
		if coefs[r] != 0 {
			c := &b.Basic[r]
			c.Rows, c.Coefs = append(slices.Clone(c.Rows), int32(row)), append(slices.Clone(c.Coefs), coefs[r])
			value -= coefs[r] * b.Value[r]
		}
	}
	slack := s.slack(l, row)
	basic := slack
	if value*slack.Coefs[0] < 0 {
		basic = simplex.Unit(elasticColumn|uint64(row), penalty, row, -slack.Coefs[0])
	}
	b.AppendRow(m.bound(l), coefs, basic)
	return true
}

// slack returns the column that takes up what a limit leaves.
func (s *search) slack(l *limit, row int) simplex.Column {
	sign := 1.0
	if l.least {
		sign = -1
	}
	return simplex.Unit(slackColumn|uint64(row), 0, row, sign)
}

// coefficient returns the element of a column in the row of a limit.
func (m *master) coefficient(label uint64, l *limit) float64 {
	switch label & kindMask {
	case patternColumn:
		g, v := int(label&^kindMask>>32), uint32(label)
		p := m.groups[g].pool
		if l.kind == instances && l.members[g] {
			return float64(m.in.steps[l.position][p.choices[p.choiceOf[v]].steps[l.position]].counts[l.offering])
		}
		if l.kind == hostLink && l.of == g {
			return p.crossing[v]
		}
	case arcColumn:
		if l.kind == fabricLink && l.of == int(label&^kindMask>>9) {
			return 1
		}
	}
	return 0
}

// relax solves a node's linear relaxation by column generation and raises its
// bound. It returns false if the node cannot hold anything better than the best
// deployment known.
func (s *search) relax(n *node) bool {
	s.banish(n, penalty)
	arcs := s.arcsOf(n)
	ruined := false
	for {
		if s.rounds++; s.rounds > s.limits.Rounds {
			return true
		}
		candidates, estimate := s.price(n)
		if estimate*s.master.unit >= float64(s.best) && !s.improves(n) {
			return false
		}
		if s.improve(n, candidates, arcs) {
			continue
		}
		if !s.improves(n) {
			return false
		}
		if ruined || !s.strained(n) {
			return true
		}
		ruined = true
		s.banish(n, ruin)
	}
}

// banish sets the cost of what must leave the basis: elastic columns, and
// patterns whose choice is no longer alive.
func (s *search) banish(n *node, cost float64) {
	for r := range n.basis.Basic {
		if c := &n.basis.Basic[r]; s.unwanted(n, c.Label) {
			c.Cost = cost
		}
	}
	n.basis.Reprice()
}

func (s *search) unwanted(n *node, label uint64) bool {
	switch label & kindMask {
	case elasticColumn:
		return true
	case patternColumn:
		g := int(label &^ kindMask >> 32)
		if n.alive[g] == nil {
			return false
		}
		_, found := slices.BinarySearch(n.alive[g], s.master.groups[g].pool.choiceOf[uint32(label)])
		return !found
	}
	return false
}

// strained tells whether something unwanted is used.
func (s *search) strained(n *node) bool {
	for r := range n.basis.Basic {
		if n.basis.Value[r] > integrality && s.unwanted(n, n.basis.Basic[r].Label) {
			return true
		}
	}
	return false
}

// price returns the best pattern of every group that would lower the cost, and
// an estimate of the Lagrangian bound at the current duals.
func (s *search) price(n *node) (candidates []simplex.Column, estimate float64) {
	m, y := s.master, n.basis.Dual
	d := duals[float64]{node: y[:m.fab.nodes*m.types], limit: y[m.fixedRows():]}
	demand := float64(m.in.demand)
	unit := scale[float64]{demand: 1, cost: func(c int64) float64 { return float64(c) / m.unit }, half: float64(m.in.price(1)) / 2 * demand / m.unit}
	for r, l := range n.limits {
		estimate += d.limit[r] * m.bound(l)
	}
	for g := range m.groups {
		group := &m.groups[g]
		t := tariffOf(m, g, &d, n.limits, unit)
		v, least := cheapest(group.pool, t, group.pool.share, group.pool.crossing, n.alive[g], nil)
		estimate += least * float64(len(group.hosts))
		if v >= 0 && least-y[m.convexity(g)] < -reducedCostTolerance {
			candidates = append(candidates, m.pattern(g, v, n.limits))
		}
	}
	for i := range m.arcs {
		if rc := n.basis.ReducedCost(&m.arcs[i]); rc < 0 {
			estimate += rc
		}
	}
	return candidates, estimate
}

// improve brings candidates, arcs and slacks into the basis until none of them
// lowers the cost any more. It returns false if none did.
func (s *search) improve(n *node, candidates, arcs []simplex.Column) bool {
	entered := false
	banned := map[uint64]bool{}
	for range 4*len(candidates) + 4*len(arcs) + 100 {
		var enter *simplex.Column
		least := -reducedCostTolerance
		for _, list := range [][]simplex.Column{candidates, arcs} {
			for i := range list {
				if rc := n.basis.ReducedCost(&list[i]); rc < least && !banned[list[i].Label] {
					enter, least = &list[i], rc
				}
			}
		}
		if enter == nil {
			break
		}
		if s.pivots++; !n.basis.Enter(*enter) {
			banned[enter.Label] = true
			continue
		}
		entered = true
	}
	return entered
}

// arcsOf returns the columns that are always offered: arcs and slacks.
func (s *search) arcsOf(n *node) []simplex.Column {
	m := s.master
	list := slices.Clone(m.arcs)
	for i := range list {
		list[i] = m.withLimits(&list[i], n.limits)
	}
	for r, l := range n.limits {
		list = append(list, s.slack(l, m.fixedRows()+r))
	}
	return list
}

// improves evaluates the node's bound exactly, drops the choices that cannot be
// part of anything better than the best known, and tells whether anything is
// left.
func (s *search) improves(n *node) bool {
	m := s.master
	p := m.round(n.basis.Dual, n.limits)
	bound, excess := m.evaluate(p, n.limits, n.alive)
	n.bound = max(n.bound, s.grid.ceil(bound))
	if n.bound >= s.best {
		return false
	}
	for g := range m.groups {
		if len(excess[g]) == 0 {
			return false
		}
		keep := make([]int32, 0, len(excess[g]))
		for k, e := range excess[g] {
			if s.grid.ceil(bound+p.floor(e)) < s.best {
				if n.alive[g] == nil {
					keep = append(keep, int32(k))
				} else {
					keep = append(keep, n.alive[g][k])
				}
			}
		}
		n.alive[g] = keep
	}
	return true
}

// whole tells whether x is nearly an integer.
func whole(x float64) bool { return math.Abs(x-math.Round(x)) < integrality }
