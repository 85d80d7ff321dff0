package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
)

// master is the linear relaxation of a field by columns (Dantzig and Wolfe
// 1960), restricted to the classes that are active. Its variables are how many
// hosts of a class follow a pattern, and the traffic of each type on both
// directions of each edge between active places, as a fraction of the demand.
// Its rows are the conservation of each type at each place (eq. 2.6; it implies
// eq. 2.5), the number of hosts of each class, and, as the search needs them,
// limits: on instances (branching) and on links (eq. 2.3). Equations 2.1 and
// 2.4 hold within each pattern.
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
	elasticColumn uint64 = iota << 60 // row: fills what is missing, at a penalty
	patternColumn                     // class<<32 | vertex
	arcColumn                         // edge<<9 | type<<1 | direction
	slackColumn                       // row
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
	for e, edge := range f.ground.edges {
		if edge.b >= 0 && touched[edge.a] && touched[edge.b] {
			for i := range m.types {
				m.arcs = append(m.arcs, m.arc(e, i, 0), m.arc(e, i, 1))
			}
		}
	}
	return m
}

// touched marks the places that active classes need: of a tree, those on their
// ways to where all have met.
func (f *field) touched(active []bool) []bool {
	touched := make([]bool, f.ground.places)
	total := 0
	if !f.ground.tree {
		for v := range touched {
			touched[v] = true
		}
		return touched
	}
	below := make([]int, f.ground.places)
	for c, is := range active {
		if is {
			below[f.classes[c].place]++
			total++
		}
	}
	for c := range below {
		touched[c] = below[c] > 0
		if below[c] == total {
			break
		}
		if below[c] > 0 {
			below[f.ground.edges[c].b] += below[c]
		}
	}
	return touched
}

// node returns the row of a type's conservation at an active place.
func (m *master) node(place, i int) int { return m.block[place] + i }

// rows is the number of rows without those of limits.
func (m *master) rows() int { return len(m.place)*m.types + len(m.group) }

// potentials returns the duals of the active places, in their order.
func (m *master) potentials(y []float64) []float64 {
	phi := make([]float64, 0, len(m.place)*m.types)
	for _, v := range m.place {
		phi = append(phi, y[m.block[v]:m.block[v]+m.types]...)
	}
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
		Cost:  float64(m.in.price(edge.half)) / 2 * float64(m.in.demand) / m.unit,
		Rows:  []int32{int32(m.node(from, i)), int32(m.node(to, i))},
		Coefs: []float64{-1, 1},
	}
}

// pattern returns the column of a vertex of an active class.
func (m *master) pattern(c int, v int32, limits []*limit, rows []int32) simplex.Column {
	class := &m.classes[c]
	p := class.pool
	column := simplex.Column{
		Label: patternColumn | uint64(c)<<32 | uint64(v),
		Cost:  p.crossing[v] * float64(m.in.price(class.reach)) / 2 * float64(m.in.demand) / m.unit,
		Rows:  make([]int32, 0, m.types+2),
		Coefs: make([]float64, 0, m.types+2),
	}
	add := func(row int, coef float64) {
		if coef != 0 {
			column.Rows, column.Coefs = append(column.Rows, int32(row)), append(column.Coefs, coef)
		}
	}
	before := 0.0
	if p.role == source {
		before = 1
	}
	for i, share := range p.share[int(v)*p.n : (int(v)+1)*p.n] {
		add(m.node(class.place, i), before-share)
		before = share
	}
	if p.role == target {
		before--
	}
	add(m.node(class.place, m.types-1), before)
	add(m.row[c], 1)
	for i, k := range p.choices[p.choiceOf[v]].steps {
		column.Cost += float64(m.in.steps[i][k].cost) / m.unit
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
		c, v := int(label&^kindMask>>32), uint32(label)
		p := m.classes[c].pool
		if l.kind == instances && l.members[c] {
			return float64(m.in.steps[l.position][p.choices[p.choiceOf[v]].steps[l.position]].tally[l.entry])
		}
		if l.kind == hostLink && l.of == c {
			return p.crossing[v]
		}
	case arcColumn:
		if l.kind == groundLink && l.of == int(label&^kindMask>>9) {
			return 1
		}
	}
	return 0
}

// bound returns the right-hand side of a limit in the program's scale.
func (f *field) bound(l *limit) float64 {
	if l.kind == instances {
		return float64(l.bound)
	}
	return float64(l.bound) / float64(f.in.demand)
}
