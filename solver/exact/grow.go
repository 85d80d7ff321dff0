package exact

import "slices"

// grow makes more classes active at a node. What was active keeps its part of
// the basis. The others do nothing, whether they may or not, and the ways to
// them are empty, with their potentials where extend would have them.
func (s *search) grow(n *node, active []bool) {
	before, half := n.master, s.floats.half
	phi := spread(before, before.potentials(n.basis.Dual), half)
	m, ways := before.with(active, n.basis.Rows())
	n.master = m
	for _, e := range ways {
		edge := &m.ground.edges[e]
		for i := range m.types {
			// The direction decides which of two values the potential gets.
			direction := 0
			if phi[edge.b*m.types+i] < phi[edge.a*m.types+i] {
				direction = 1
			}
			n.basis.Extend(0, m.arc(e, i, direction))
		}
	}
	for _, c := range m.group[len(before.group):] {
		n.basis.Extend(float64(len(s.classes[c].hosts)), m.pattern(c, 0, n.limits, n.rows))
	}
	n.basis.Reprice()
	for _, c := range m.group[len(before.group):] {
		n.columns = append(n.columns, s.knownColumns(n, c)...)
	}
}

// with returns the relaxation with more classes active, whose new rows begin
// at next, and for each new place the edge that leads there from older ones.
func (m *master) with(active []bool, next int) (grown *master, ways []int) {
	g := *m
	g.active = slices.Clone(active)
	g.place, g.block = slices.Clone(m.place), slices.Clone(m.block)
	g.group, g.row = slices.Clone(m.group), slices.Clone(m.row)
	g.arcs = slices.Clone(m.arcs)
	touched := m.touched(active)
	for more := true; more; {
		more = false
		for e, edge := range m.ground.edges {
			if edge.b < 0 || !touched[edge.a] || !touched[edge.b] || (g.block[edge.a] < 0) == (g.block[edge.b] < 0) {
				continue
			}
			v := edge.a
			if g.block[v] >= 0 {
				v = edge.b
			}
			g.place, g.block[v] = append(g.place, v), next
			ways, next, more = append(ways, e), next+g.types, true
			for i := range g.types {
				g.arcs = append(g.arcs, g.arc(e, i, 0), g.arc(e, i, 1))
			}
		}
	}
	for c, is := range active {
		if is && g.row[c] < 0 {
			g.group, g.row[c] = append(g.group, c), next
			next++
		}
	}
	return &g, ways
}
