package exact

import "slices"

// grow makes more classes active at a node. What was active keeps its part of
// the basis. The others do nothing, whether they may or not, and the ways to
// them are empty, with their potentials where extend would have them.
func (s *search) grow(n *node, active []bool) {
	before, half := n.master, s.floats.half
	phi := spread(before, before.potentials(n.basis.Dual), half, s.everywhere())
	m := before.with(active, len(n.basis.Rows))
	n.master = m
	for _, v := range m.place[len(before.place):] {
		up := m.ground.edges[v].b
		for i := range m.types {
			// The side decides which of two values the potential gets.
			n.basis.Append(0, nil, m.conservation(v, i), phi[up*m.types+i] < phi[v*m.types+i])
		}
		if slices.ContainsFunc(n.limits, func(l *limit) bool { return l.kind == groundLink && l.of == v }) {
			n.stiffen(v)
		}
	}
	for _, c := range m.group[len(before.group):] {
		n.basis.Append(float64(len(s.classes[c].hosts)), nil, equation(), true)
		n.basis.Swap(m.row[c], m.pattern(c, 0, n.limits, n.rows))
	}
	n.basis.Reprice()
	for _, c := range m.group[len(before.group):] {
		s.offerKnown(n, c)
	}
}

// with returns the relaxation with more classes active, whose new rows begin
// at next: those of places first, each after the one above it.
func (m *master) with(active []bool, next int) *master {
	g := *m
	g.active = slices.Clone(active)
	g.place, g.block = slices.Clone(m.place), slices.Clone(m.block)
	g.group, g.row = slices.Clone(m.group), slices.Clone(m.row)
	touched := m.touched(active)
	for v := len(touched) - 1; v >= 0; v-- {
		if touched[v] && g.block[v] < 0 {
			g.place, g.block[v] = append(g.place, v), next
			next += g.types
		}
	}
	for c, is := range active {
		if is && g.row[c] < 0 {
			g.group, g.row[c] = append(g.group, c), next
			next++
		}
	}
	return &g
}
