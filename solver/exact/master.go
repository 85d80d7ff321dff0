package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
)

// master is the linear relaxation of a field by columns (Dantzig and Wolfe
// 1960), restricted to the classes that are active. Its variables are how many
// hosts of a class follow a pattern, and the traffic of each type on each edge
// between active places, as a fraction of the demand. Its rows are the
// conservation of each type at each place (eq. 2.6; it implies eq. 2.5), the
// number of hosts of each class, and, as the search needs them, limits: on
// instances (branching) and on links (eq. 2.3). Equations 2.1 and 2.4 hold within
// each pattern.
//
// In a tree the traffic on an edge is what the places below it lack, so it is the
// logical of the lower place's row, and leads to the upper one's. Elsewhere, and
// on edges that are limited, arcs are columns; then, as in all other equations,
// logicals cost a penalty.
type master struct {
	*field
	active []bool // per class
	place  []int  // active, in the order they became so
	block  []int  // per place: its first row, or -1
	group  []int  // per convexity row: the class
	row    []int  // per class: its convexity row, or -1
	arcs   []simplex.Column
}

// The labels of columns: a kind in the highest bits, then what it belongs to.
const (
	logicalColumn uint64 = iota << 60 // row
	patternColumn                     // class<<32 | vertex
	arcColumn                         // edge<<9 | type<<1 | direction
	kindMask      uint64 = 15 << 60
)

// newMaster returns the relaxation with the given classes active.
func newMaster(f *field, active []bool) *master {
	m := &master{field: f, active: slices.Clone(active), block: slices.Repeat([]int{-1}, f.ground.places), row: slices.Repeat([]int{-1}, len(f.classes))}
	touched := f.touched(active)
	for v, is := range touched {
		if is {
			m.block[v] = len(m.place) * m.types
			m.place = append(m.place, v)
		}
	}
	for c, is := range active {
		if is {
			m.row[c] = len(m.place)*m.types + len(m.group)
			m.group = append(m.group, c)
		}
	}
	if !f.ground.tree {
		for e := range f.ground.edges {
			m.arcs = append(m.arcs, m.arcsOf(e)...)
		}
	}
	return m
}

// arcsOf returns the columns of an edge's traffic.
func (m *master) arcsOf(e int) []simplex.Column {
	var list []simplex.Column
	for i := range m.types {
		list = append(list, m.arc(e, i, 0), m.arc(e, i, 1))
	}
	return list
}

// touched marks the places that active classes need: of a tree, those on their
// ways to the top.
func (f *field) touched(active []bool) []bool {
	touched := make([]bool, f.ground.places)
	if !f.ground.tree {
		for v := range touched {
			touched[v] = true
		}
		return touched
	}
	for c, is := range active {
		if is {
			for v := f.classes[c].place; v >= 0 && !touched[v]; v = f.ground.edges[v].b {
				touched[v] = true
			}
		}
	}
	return touched
}

// equation is a row that nothing may break.
func equation() simplex.Row { return simplex.Row{Over: penalty, Under: penalty, Up: -1} }

// conservation is the row of a type at an active place.
func (m *master) conservation(place, i int) simplex.Row {
	if !m.ground.tree {
		return equation()
	}
	up := m.ground.edges[place].b
	if up < 0 {
		if i == m.types-1 {
			return simplex.Row{Up: -1} // what all other rows together say
		}
		return equation()
	}
	cost := m.fare(place)
	return simplex.Row{Over: cost, Under: cost, Up: int32(m.node(up, i))}
}

// fare is the cost of traffic on an edge.
func (m *master) fare(e int) float64 {
	return float64(m.in.price(m.ground.edges[e].half)) / 2 * float64(m.in.demand) / m.unit
}

// placeOf returns the place whose conservation of a type a row is, or -1.
func (m *master) placeOf(row int) int {
	for _, v := range m.place {
		if row >= m.block[v] && row < m.block[v]+m.types {
			return v
		}
	}
	return -1
}

// node returns the row of a type's conservation at an active place.
func (m *master) node(place, i int) int { return m.block[place] + i }

// rows is the number of rows without those of limits.
func (m *master) rows() int { return len(m.place)*m.types + len(m.group) }

// potentials returns the duals of the active places, in their order. The next call
// takes the result's memory.
func (m *master) potentials(y []float64) []float64 {
	phi := m.duals[:0]
	for _, v := range m.place {
		phi = append(phi, y[m.block[v]:m.block[v]+m.types]...)
	}
	m.duals = phi
	return phi
}

// arc returns the column of a type's traffic on one direction of an edge.
func (m *master) arc(e, i, direction int) simplex.Column {
	edge := &m.ground.edges[e]
	from, to := edge.a, edge.b
	if direction == 1 {
		from, to = to, from
	}
	return simplex.Column{
		Label: arcColumn | uint64(e)<<9 | uint64(i)<<1 | uint64(direction),
		Cost:  m.fare(e),
		Rows:  append(m.in.memory.indices.take(2), int32(m.node(from, i)), int32(m.node(to, i))),
		Coefs: append(m.in.memory.numbers.take(2), -1, 1),
	}
}

// pattern returns the column of a vertex of an active class.
func (m *master) pattern(c int, v int32, limits []*limit, rows []int32) simplex.Column {
	class := &m.classes[c]
	p := class.pool
	column := simplex.Column{
		Label: patternColumn | uint64(c)<<32 | uint64(v),
		Cost:  p.crossing(v) * float64(m.in.price(class.reach)) / 2 * float64(m.in.demand) / m.unit,
	}
	most := m.types + 1 + len(limits)
	column.Rows, column.Coefs = m.in.memory.indices.take(most), m.in.memory.numbers.take(most)
	add := func(row int, coef float64) {
		if coef != 0 {
			column.Rows, column.Coefs = append(column.Rows, int32(row)), append(column.Coefs, coef)
		}
	}
	before := 0.0
	if p.role == source {
		before = 1
	}
	for i, share := range p.share(v) {
		add(m.node(class.place, i), before-share)
		before = share
	}
	if p.role == target {
		before--
	}
	add(m.node(class.place, m.types-1), before)
	add(m.row[c], 1)
	for _, cell := range p.cellsOf(p.choiceOf[v]) {
		column.Cost += float64(m.in.cells[cell].cost) / m.unit
	}
	for r, l := range limits {
		add(int(rows[r]), m.coefficient(column.Label, l))
	}
	return column
}

// withLimits returns an arc's column with its elements in link limits.
func (m *master) withLimits(arc *simplex.Column, limits []*limit, rows []int32) simplex.Column {
	c := *arc
	for r, l := range limits {
		if m.coefficient(c.Label, l) != 0 {
			c.Rows = append(slices.Clone(c.Rows), rows[r])
			c.Coefs = append(slices.Clone(c.Coefs), 1)
		}
	}
	return c
}

// coefficient returns the element of a column in the row of a limit.
func (m *master) coefficient(label uint64, l *limit) float64 {
	switch label & kindMask {
	case patternColumn:
		c, v := int(label&^kindMask>>32), int32(label)
		p := m.classes[c].pool
		if l.kind == instances && l.members[c] {
			return float64(m.in.cells[p.cellsOf(p.choiceOf[v])[l.position]].tally[l.entry])
		}
		if l.kind == hostLink && l.of == c {
			return p.crossing(v)
		}
	case arcColumn:
		if l.kind == groundLink && l.of == int(label&^kindMask>>9) {
			return 1
		}
	}
	return 0
}

// row returns the row of a limit, whose logical is what is left below it, or
// above if it is at least.
func (l *limit) row() simplex.Row {
	if l.least {
		return simplex.Row{Over: penalty, Up: -1}
	}
	return simplex.Row{Under: penalty, Up: -1}
}

// bound returns the right-hand side of a limit in the program's scale.
func (f *field) bound(l *limit) float64 {
	if l.kind == instances {
		return float64(l.bound)
	}
	return float64(l.bound) / float64(f.in.demand)
}
