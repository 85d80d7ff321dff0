package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
)

// start gives a node a basis on a new master: every host does the first
// thing alive, and traffic goes where that leads it, or is missing.
func (s *search) start(n *node, m *master) bool {
	n.master = m
	rhs, rows := make([]float64, m.rows()), make([]simplex.Row, m.rows())
	for _, v := range m.place {
		for i := range m.types {
			rows[m.node(v, i)] = m.conservation(v, i)
		}
	}
	for _, g := range m.group {
		rhs[m.row[g]], rows[m.row[g]] = float64(len(m.classes[g].hosts)), equation()
	}
	s.drop(n)
	b, columns := s.spare.take()
	n.basis, n.columns = simplex.New(rhs, rows, b), columns
	for _, g := range m.group {
		first := n.alive[g][0]
		if !n.basis.Swap(m.row[g], m.pattern(g, m.classes[g].pool.choices[first].first, nil, nil)) {
			return false
		}
	}
	n.basis.Settle()
	n.rows = nil
	for _, l := range n.limits {
		n.append(l, true)
	}
	for _, c := range m.group {
		s.offerKnown(n, c)
	}
	return true
}

// append adds the row of a limit to the node's basis. Where the solution exceeds
// the limit, the row's logical is negative, or it costs a penalty.
func (n *node) append(l *limit, elastic bool) {
	b, m := n.basis, n.master
	if l.kind == groundLink && m.ground.tree {
		n.unfold(l.of)
	}
	row := len(b.Rows)
	coefs := make([]float64, row)
	value := m.bound(l)
	for r := range b.Basic {
		c := &b.Basic[r]
		if coefs[r] = m.coefficient(c.Label, l); coefs[r] != 0 {
			m.in.memory.extend(c, int32(row), coefs[r])
			value -= coefs[r] * b.Value[r]
		}
	}
	over := !l.least
	if elastic {
		over = value >= 0
	}
	b.Append(m.bound(l), coefs, l.row(), over)
	n.rows = append(slices.Clip(n.rows), int32(row))
}

// unfold makes columns of the traffic on an edge of a tree.
func (n *node) unfold(e int) {
	b, m := n.basis, n.master
	if m.block[e] < 0 {
		return
	}
	for r := range b.Basic {
		c := &b.Basic[r]
		if i := int(c.Label) - m.block[e]; c.Logical() && i >= 0 && i < m.types {
			if c.Cost >= 0 {
				b.Rename(r, m.arc(e, i, 1), 1)
			} else {
				b.Rename(r, m.arc(e, i, 0), -1)
			}
		}
	}
	n.stiffen(e)
}

// stiffen makes equations of the rows below an edge, whose traffic has columns.
func (n *node) stiffen(e int) {
	at := n.master.block[e]
	for r := range n.basis.Rows[at : at+n.master.types] {
		row := &n.basis.Rows[at+r]
		row.Over, row.Under = penalty, penalty
	}
	for r := range n.basis.Basic {
		if c := &n.basis.Basic[r]; c.Logical() && n.master.placeOf(int(c.Label)) == e {
			if c.Cost >= 0 {
				c.Cost = penalty
			} else {
				c.Cost = -penalty
			}
		}
	}
}

// always returns the columns that are always offered: arcs.
func (s *search) always(n *node) []simplex.Column {
	m := n.master
	arcs := m.arcs
	for _, l := range n.limits {
		if l.kind == groundLink && m.ground.tree && m.block[l.of] >= 0 {
			arcs = append(slices.Clip(arcs), m.arcsOf(l.of)...)
		}
	}
	if slices.ContainsFunc(n.limits, func(l *limit) bool { return l.kind == groundLink }) {
		arcs = slices.Clone(arcs)
		for i := range arcs {
			arcs[i] = m.withLimits(&arcs[i], n.limits, n.rows)
		}
	}
	return arcs
}

// banish sets the cost of what must leave the basis: missing traffic and the
// like, and patterns whose choice is no longer alive.
func (s *search) banish(n *node, cost float64) {
	b := n.basis
	for r := range b.Rows {
		if row := &b.Rows[r]; row.Over >= penalty {
			row.Over = cost
		}
		if row := &b.Rows[r]; row.Under >= penalty {
			row.Under = cost
		}
	}
	for r := range b.Basic {
		c := &b.Basic[r]
		switch {
		case s.unwanted(n, c.Label):
			c.Cost = cost
		case c.Logical() && c.Cost >= penalty:
			c.Cost = cost
		case c.Logical() && c.Cost <= -penalty:
			c.Cost = -cost
		}
	}
	b.Reprice()
}

// unwanted tells whether a column is a pattern whose choice is no longer alive.
func (s *search) unwanted(n *node, label uint64) bool {
	if label&kindMask != patternColumn {
		return false
	}
	c := int(label &^ kindMask >> 32)
	return !n.allows(c, s.classes[c].pool.choiceOf[uint32(label)])
}

// strained tells whether something unwanted is used, or something missing.
func (s *search) strained(n *node) bool {
	for r := range n.basis.Basic {
		c, v := &n.basis.Basic[r], n.basis.Value[r]
		if v > integrality && s.unwanted(n, c.Label) ||
			c.Logical() && (v > integrality && c.Cost >= penalty || v < -integrality && c.Cost <= -penalty) {
			return true
		}
	}
	return false
}
