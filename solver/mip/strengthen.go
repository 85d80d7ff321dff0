package mip

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// Strengthen returns a model with the same optimum as m = Build(p), smaller and
// with a tighter relaxation:
//
//   - endpoint columns take the values that eqs. 2.2, 2.4 and 2.5 force on them;
//   - y is at most what the node's free resources hold, and at most ⌈b̄/q⌉, since
//     further instances of one offering on one node are never needed (prices are
//     not negative);
//   - z is at most what the node can hold, x at most the link's spare rate and b̄;
//   - columns fixed by these bounds, and rows they leave empty, are removed;
//   - per position, two kinds of integer cover row: the instances cost at least
//     the cheapest integer cover of b̄, and for each throughput q they satisfy
//     Σ ⌈q_u/q⌉ y_u >= ⌈b̄/q⌉ (a Chvátal-Gomory cut of eqs. 2.4 and 2.5).
//
// Some optimal deployment survives every one of these steps; the tests compare
// optima with the model as written.
func Strengthen(p *solver.Problem, m *Model) *Model {
	tight := &Model{Columns: make([]Column, len(m.Columns)), Rows: m.Rows, Constant: m.Constant}
	copy(tight.Columns, m.Columns)
	for j := range tight.Columns {
		bound(p, &tight.Columns[j])
	}
	tight.cover(p)
	return tight.compact()
}

// bound tightens the bounds of one column.
func bound(p *solver.Problem, c *Column) {
	demand := p.Chain.Demand
	end := map[int]int{0: p.Chain.Source, p.Positions() - 1: p.Chain.Target}
	node, endpoint := end[c.Position]
	switch {
	case c.Symbol == X:
		c.Upper = min(demand, p.Network.Spare[c.Arc.Link()]).InMbps()
	case endpoint && c.Symbol == Y:
		c.Lower, c.Upper = fixed(c.Node == node, 1)
	case endpoint:
		c.Lower, c.Upper = fixed(c.Node == node, demand.InMbps())
	case c.Symbol == Y:
		c.Upper = float64(mostInstances(p, c))
	case c.Symbol == Z:
		var most float64
		for u, o := range p.Offerings(c.Position) {
			y := *c
			y.Offering = u
			most += float64(mostInstances(p, &y)) * o.Throughput.InMbps()
		}
		c.Upper = min(demand.InMbps(), most)
	}
}

func fixed(here bool, value float64) (lower, upper float64) {
	if here {
		return value, value
	}
	return 0, 0
}

// mostInstances bounds y of the column's offering on its node.
func mostInstances(p *solver.Problem, c *Column) int64 {
	o := p.Offerings(c.Position)[c.Offering]
	if o.Throughput < 1 {
		return 0
	}
	most := ceilDiv(p.Chain.Demand, o.Throughput)
	for r, free := range p.Network.FreeAt(c.Node) {
		if o.Demand[r] > 0 {
			most = min(most, free/o.Demand[r])
		}
	}
	return most
}

func ceilDiv(a, b topo.Rate) int64 { return int64((a + b - 1) / b) }

// compact removes fixed columns and the rows they leave empty. An empty row
// that cannot hold is kept: it proves the model infeasible.
func (m *Model) compact() *Model {
	small := &Model{Constant: m.Constant}
	place := make([]int, len(m.Columns))
	for j, c := range m.Columns {
		if place[j] = -1; c.Lower < c.Upper {
			place[j] = len(small.Columns)
			small.Columns = append(small.Columns, c)
		} else {
			small.Constant += c.Cost * c.Lower
		}
	}
	for _, row := range m.Rows {
		terms := make([]Term, 0, len(row.Terms))
		for _, t := range row.Terms {
			if place[t.Column] >= 0 {
				terms = append(terms, Term{place[t.Column], t.Value})
			} else {
				row.RHS -= t.Value * m.Columns[t.Column].Lower
			}
		}
		if row.Terms = terms; len(terms) > 0 || !row.holdsEmpty() {
			small.Rows = append(small.Rows, row)
		}
	}
	return small
}

// holdsEmpty tells whether the row holds without any terms. Right-hand sides of
// empty rows are differences of equal numbers or far from zero.
func (r *Row) holdsEmpty() bool {
	const tiny = 1e-6 // Mbit/s
	switch r.Sense {
	case AtMost:
		return r.RHS >= -tiny
	case AtLeast:
		return r.RHS <= tiny
	}
	return math.Abs(r.RHS) <= tiny
}
