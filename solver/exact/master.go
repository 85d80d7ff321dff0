package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
	"qanat/topo"
)

// group is a set of hosts that the relaxation cannot tell apart.
type group struct {
	hosts []int // indices into instance.hosts
	pool  *pool
	home  int
	reach int64
	spare topo.Rate // what is left of the way to its home
	alive []int32   // the choices left to begin with; nil stands for all
}

// master is the linear relaxation of a problem by columns (Dantzig and Wolfe
// 1960). Its variables are how many hosts of a group follow a pattern, and the
// traffic of each type on both directions of each fabric edge, as a fraction of
// the demand. Its rows are the conservation of each type at each fabric node
// (eq. 2.6; it implies eq. 2.5), the number of hosts of each group, and, as the
// search needs them, limits: on instances (branching) and on links (eq. 2.3).
// Equations 2.1 and 2.4 hold within each pattern.
type master struct {
	in     *instance
	fab    *fabric
	groups []group
	types  int
	unit   float64 // one unit of the linear program's costs, in solver.Cost
	arcs   []simplex.Column
}

// limit is a row that a search adds: at most, or at least, bound.
type limit struct {
	kind    limitKind
	least   bool // at least, instead of at most
	bound   int64
	members []bool // instances: the groups counted
	// position and offering of the instances.
	position, offering int
	// of is the group (whose links count) or the fabric edge of a link limit;
	// its bound is in kbit/s.
	of int
}

type limitKind uint8

const (
	instances limitKind = iota
	hostLink
	fabricLink
)

// The labels of columns: a kind in the highest bits, then what it belongs to.
const (
	elasticColumn uint64 = iota << 60 // row: fills what is missing, at a penalty
	patternColumn                     // group<<32 | vertex
	arcColumn                         // edge<<9 | type<<1 | direction
	slackColumn                       // row
	kindMask      uint64 = 15 << 60
)

func newMaster(in *instance, fab *fabric, alone map[int]bool) *master {
	m := &master{in: in, fab: fab, types: in.positions() + 1}
	for h := range in.hosts {
		if !m.gather(h, alone[in.hosts[h].node]) {
			return nil
		}
	}
	base := in.cover + in.problem.Prices.Bandwidth(in.demand)*4
	m.unit = max(1, float64(base)/32)
	for e := range fab.edges {
		for i := range m.types {
			m.arcs = append(m.arcs, m.arc(e, i, 0), m.arc(e, i, 1))
		}
	}
	return m
}

// gather puts a host into its group.
func (m *master) gather(h int, alone bool) bool {
	host := &m.in.hosts[h]
	g := group{hosts: []int{h}, pool: m.in.poolFor(host), home: m.fab.home[h], reach: m.fab.reach[h], spare: m.fab.room[h]}
	if m.in.alive != nil {
		g.alive = m.in.alive[h]
	}
	if g.pool == nil {
		return false
	}
	// A link wider than all that can turn on it limits nothing.
	g.spare = min(g.spare, 2*topo.Rate(m.types)*m.in.demand)
	if host.role == plain && !alone {
		for k := range m.groups {
			o := &m.groups[k]
			if o.pool == g.pool && o.home == g.home && o.reach == g.reach && o.spare == g.spare && slices.Equal(o.alive, g.alive) {
				o.hosts = append(o.hosts, h)
				return true
			}
		}
	}
	m.groups = append(m.groups, g)
	return true
}

// node returns the row of a type's conservation at a fabric node.
func (m *master) node(v, i int) int { return v*m.types + i }

// convexity returns the row that counts the hosts of group g.
func (m *master) convexity(g int) int { return m.fab.nodes*m.types + g }

// fixedRows is the number of rows before the limits.
func (m *master) fixedRows() int { return m.fab.nodes*m.types + len(m.groups) }

// arc returns the column of a type's traffic on one direction of an edge.
func (m *master) arc(e, i, direction int) simplex.Column {
	from, to := m.fab.edges[e].a, m.fab.edges[e].b
	if direction == 1 {
		from, to = to, from
	}
	return simplex.Column{
		Label: arcColumn | uint64(e)<<9 | uint64(i)<<1 | uint64(direction),
		Cost:  float64(m.in.price(m.fab.edges[e].half)) / 2 * float64(m.in.demand) / m.unit,
		Rows:  []int32{int32(m.node(from, i)), int32(m.node(to, i))},
		Coefs: []float64{-1, 1},
	}
}

// pattern returns the column of a vertex of group g.
func (m *master) pattern(g int, v int32, limits []*limit) simplex.Column {
	group := &m.groups[g]
	p := group.pool
	c := simplex.Column{
		Label: patternColumn | uint64(g)<<32 | uint64(v),
		Cost:  p.crossing[v] * float64(m.in.price(group.reach)) / 2 * float64(m.in.demand) / m.unit,
		Rows:  make([]int32, 0, m.types+2),
		Coefs: make([]float64, 0, m.types+2),
	}
	add := func(row int, coef float64) {
		if coef != 0 {
			c.Rows, c.Coefs = append(c.Rows, int32(row)), append(c.Coefs, coef)
		}
	}
	before, z := 0.0, p.share[int(v)*p.n:(int(v)+1)*p.n]
	if p.role == source {
		before = 1
	}
	for i, share := range z {
		add(m.node(group.home, i), before-share)
		before = share
	}
	if p.role == target {
		before--
	}
	add(m.node(group.home, m.types-1), before)
	add(m.convexity(g), 1)
	steps := p.choices[p.choiceOf[v]].steps
	for i, k := range steps {
		c.Cost += float64(m.in.steps[i][k].cost) / m.unit
	}
	for r, l := range limits {
		switch {
		case l.kind == instances && l.members[g]:
			add(m.fixedRows()+r, float64(m.in.steps[l.position][steps[l.position]].counts[l.offering]))
		case l.kind == hostLink && l.of == g:
			add(m.fixedRows()+r, p.crossing[v])
		}
	}
	return c
}

// withLimits returns an arc's column with its elements in link limits.
func (m *master) withLimits(arc *simplex.Column, limits []*limit) simplex.Column {
	c := *arc
	for r, l := range limits {
		if l.kind == fabricLink && l.of == int(c.Label&^kindMask>>9) {
			c.Rows = append(slices.Clone(c.Rows), int32(m.fixedRows()+r))
			c.Coefs = append(slices.Clone(c.Coefs), 1)
		}
	}
	return c
}

// bound returns the right-hand side of a limit in the program's scale.
func (m *master) bound(l *limit) float64 {
	if l.kind == instances {
		return float64(l.bound)
	}
	return float64(l.bound) / float64(m.in.demand)
}
