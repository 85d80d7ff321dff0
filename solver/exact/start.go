package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
)

// jitter disturbs right-hand sides against degeneracy.
const jitter = 1e-7

// start gives a node a basis on a new master: every host does the first
// thing alive, and elastic columns fill all other rows.
func (s *search) start(n *node, m *master) bool {
	n.master = m
	rhs, columns := make([]float64, m.rows()), make([]simplex.Column, m.rows())
	for i := range m.types {
		sum := 0.0
		for v := 1; v < len(m.place); v++ {
			e := jitter * float64(1+(v*31+i*17)%23)
			rhs[v*m.types+i] = e
			sum += e
		}
		rhs[i] = -sum
	}
	left := slices.Clone(rhs)
	for _, g := range m.group {
		class := &m.classes[g]
		first := int32(0)
		if n.alive[g] != nil {
			first = n.alive[g][0]
		}
		c := m.pattern(g, class.pool.choices[first].first, nil, nil)
		for i, r := range c.Rows {
			left[r] -= float64(len(class.hosts)) * c.Coefs[i]
		}
		rhs[m.row[g]] = float64(len(class.hosts))
		columns[m.row[g]] = c
	}
	for r := range len(m.place) * m.types {
		sign := 1.0
		if left[r] < 0 {
			sign = -1
		}
		columns[r] = simplex.Unit(elasticColumn|uint64(r), penalty, r, sign)
	}
	var ok bool
	if n.basis, ok = simplex.New(rhs, columns, s.spare.take()); !ok {
		return false
	}
	n.rows = nil
	for _, l := range n.limits {
		n.append(l, true)
	}
	n.columns = nil
	for _, c := range m.group {
		n.columns = append(n.columns, s.knownColumns(n, c)...)
	}
	return true
}

// append adds the row of a limit to the node's basis. If the solution exceeds
// the limit, an elastic column fills the gap, or the slack is negative.
func (n *node) append(l *limit, elastic bool) {
	b, m := n.basis, n.master
	row := b.Rows()
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
	basic := slackOf(l, row)
	if elastic && value*basic.Coefs[0] < 0 {
		basic = simplex.Unit(elasticColumn|uint64(row), penalty, row, -basic.Coefs[0])
	}
	b.AppendRow(m.bound(l), coefs, basic)
	n.rows = append(slices.Clip(n.rows), int32(row))
}

// slackOf returns the column that takes up what a limit leaves.
func slackOf(l *limit, row int) simplex.Column {
	sign := 1.0
	if l.least {
		sign = -1
	}
	return simplex.Unit(slackColumn|uint64(row), 0, row, sign)
}

// always returns the columns that are always offered: arcs, and slacks.
func (s *search) always(n *node) (arcs, slacks []simplex.Column) {
	m := n.master
	arcs = m.arcs
	if slices.ContainsFunc(n.limits, func(l *limit) bool { return l.kind == groundLink }) {
		arcs = slices.Clone(m.arcs)
		for i := range arcs {
			arcs[i] = m.withLimits(&m.arcs[i], n.limits, n.rows)
		}
	}
	slacks = make([]simplex.Column, 0, len(n.limits))
	for r, l := range n.limits {
		slacks = append(slacks, slackOf(l, int(n.rows[r])))
	}
	return arcs, slacks
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
		c := int(label &^ kindMask >> 32)
		return !n.allows(c, s.classes[c].pool.choiceOf[uint32(label)])
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
