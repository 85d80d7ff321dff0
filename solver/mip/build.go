package mip

import (
	"cmp"
	"math"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// Build writes the program of section 2.2.2 for a valid problem.
func Build(p *solver.Problem) *Model {
	b := &builder{p: p, g: p.Network.Graph}
	b.columns()
	for m := range b.g.Nodes {
		b.nodeCapacity(m)
	}
	b.location()
	for l := range b.g.Links {
		b.linkCapacity(l)
	}
	for m := range b.g.Nodes {
		for i := range p.Positions() {
			b.throughput(m, i)
		}
	}
	for i := range p.Positions() {
		b.demand(i)
	}
	for m := range b.g.Nodes {
		for i := range p.Positions() - 1 {
			b.conservation(m, i)
		}
	}
	return &b.model
}

// builder lays columns out in three blocks, each in order of positions: X by
// arc, Y by node and offering, Z by node.
type builder struct {
	p      *solver.Problem
	g      *topo.Graph
	model  Model
	firstY []int // first Y column of each position
	firstZ int
}

func (b *builder) columns() {
	beta := b.p.Prices.Beta.Float()
	for i := range b.p.Positions() - 1 {
		for a := range 2 * len(b.g.Links) {
			b.column(Variable{Symbol: X, Position: i, Arc: topo.Arc(a)}, beta)
		}
	}
	for i := range b.p.Positions() {
		b.firstY = append(b.firstY, len(b.model.Columns))
		for m := range b.g.Nodes {
			for u, o := range b.offerings(i) {
				price := b.p.Prices.Resources(o.Demand).Float()
				b.column(Variable{Symbol: Y, Position: i, Node: m, Offering: u}, price)
			}
		}
	}
	b.firstZ = len(b.model.Columns)
	for i := range b.p.Positions() {
		for m := range b.g.Nodes {
			b.column(Variable{Symbol: Z, Position: i, Node: m}, 0)
		}
	}
}

func (b *builder) column(v Variable, cost float64) {
	b.model.Columns = append(b.model.Columns, Column{Variable: v, Upper: math.Inf(1), Cost: cost})
}

// offerings returns V_ū of any position. Section 2.2.1 gives the endpoints one
// instance each, of throughput b̄ and without demand for resources.
func (b *builder) offerings(i int) []solver.Offering {
	if i == 0 || i == b.p.Positions()-1 {
		return []solver.Offering{{Throughput: b.p.Chain.Demand}}
	}
	return b.p.Offerings(i)
}

func (b *builder) x(i int, a topo.Arc) int { return i*2*len(b.g.Links) + int(a) }
func (b *builder) y(i, m, u int) int       { return b.firstY[i] + m*len(b.offerings(i)) + u }
func (b *builder) z(i, m int) int          { return b.firstZ + i*len(b.g.Nodes) + m }

// row adds a row, its terms sorted by column.
func (b *builder) row(equation string, place [2]int, s Sense, rhs float64, terms []Term) {
	slices.SortFunc(terms, func(a, c Term) int { return cmp.Compare(a.Column, c.Column) })
	b.model.Rows = append(b.model.Rows, Row{Equation: equation, Place: place, Sense: s, RHS: rhs, Terms: terms})
}

// nodeCapacity writes eq. 2.1 for node m. A resource that no instance demands
// has no row.
func (b *builder) nodeCapacity(m int) {
	for r := range b.g.Resources {
		var terms []Term
		for i := 1; i < b.p.Positions()-1; i++ {
			for u, o := range b.p.Offerings(i) {
				if o.Demand[r] != 0 {
					terms = append(terms, Term{b.y(i, m, u), float64(o.Demand[r])})
				}
			}
		}
		if terms != nil {
			b.row("2.1", [2]int{m, r}, AtMost, float64(b.p.Network.FreeAt(m)[r]), terms)
		}
	}
}

// location writes the four equalities of eq. 2.2.
func (b *builder) location() {
	for _, end := range []struct{ position, node int }{
		{0, b.p.Chain.Source}, {b.p.Positions() - 1, b.p.Chain.Target},
	} {
		var elsewhere []Term
		for m := range b.g.Nodes {
			if m != end.node {
				elsewhere = append(elsewhere, Term{b.y(end.position, m, 0), 1})
			}
		}
		b.row("2.2", [2]int{end.position, 1}, Equal, 1, []Term{{b.y(end.position, end.node, 0), 1}})
		b.row("2.2", [2]int{end.position, 0}, Equal, 0, elsewhere)
	}
}

// linkCapacity writes eq. 2.3 for link l.
func (b *builder) linkCapacity(l int) {
	var terms []Term
	for i := range b.p.Positions() - 1 {
		forth := topo.Arc(2 * l)
		terms = append(terms, Term{b.x(i, forth), 1}, Term{b.x(i, forth.Reverse()), 1})
	}
	b.row("2.3", [2]int{l, 0}, AtMost, b.p.Network.Spare[l].InMbps(), terms)
}

// throughput writes eq. 2.4 for node m and position i.
func (b *builder) throughput(m, i int) {
	terms := []Term{{b.z(i, m), -1}}
	for u, o := range b.offerings(i) {
		terms = append(terms, Term{b.y(i, m, u), o.Throughput.InMbps()})
	}
	b.row("2.4", [2]int{m, i}, AtLeast, 0, terms)
}

// demand writes eq. 2.5 for position i.
func (b *builder) demand(i int) {
	var terms []Term
	for m := range b.g.Nodes {
		terms = append(terms, Term{b.z(i, m), 1})
	}
	b.row("2.5", [2]int{i, 0}, Equal, b.p.Chain.Demand.InMbps(), terms)
}

// conservation writes eq. 2.6 for node m and traffic type i, all terms on the
// left.
func (b *builder) conservation(m, i int) {
	terms := []Term{{b.z(i, m), -1}, {b.z(i+1, m), 1}}
	for _, a := range b.g.Out(m) {
		terms = append(terms, Term{b.x(i, a), 1}, Term{b.x(i, a.Reverse()), -1})
	}
	b.row("2.6", [2]int{m, i}, Equal, 0, terms)
}
