package simplex

import "slices"

// Tolerances. Rows and costs are expected to be scaled to about 1.
const (
	// PivotTolerance is the least size of an element to pivot on.
	PivotTolerance = 1e-9
	// refactorEvery is the number of pivots after which the inverse is rebuilt,
	// before rounding errors can add up.
	refactorEvery = 150
	// roundingNoise is how far below zero a value counts as zero.
	roundingNoise = 1e-9
	// tiny is what counts as zero in the inverse, which it keeps sparse.
	tiny = 1e-12
)

// Column is one column of A in sparse form; no row is listed twice.
type Column struct {
	Label uint64 // the caller's name for it; not interpreted here
	Cost  float64
	Rows  []int32
	Coefs []float64
}

// Unit returns the column with a single element, coef in row.
func Unit(label uint64, cost float64, row int, coef float64) Column {
	return Column{Label: label, Cost: cost, Rows: []int32{int32(row)}, Coefs: []float64{coef}}
}

// Basis is a basic solution: one column per row, their values and the duals.
type Basis struct {
	Basic []Column  // the column that is basic in each row
	Value []float64 // its value
	Dual  []float64 // c_B B^-1, one per row

	rhs    []float64
	inv    []float64 // B^-1 by rows
	work   []float64 // the entering column in terms of the basis
	pivots int       // since the last refactorisation

	// nonzero and value are the pivot row's elements.
	nonzero []int32
	value   []float64
}

// New makes b, whose memory is reused, a basis of the given columns, one per row.
// It fails if they are not independent.
func New(rhs []float64, columns []Column, b *Basis) (*Basis, bool) {
	b.Basic, b.rhs = append(b.Basic[:0], columns...), append(b.rhs[:0], rhs...)
	return b, b.Refactor()
}

// CopyInto makes c, whose memory is reused, an independent copy, and returns it.
func (b *Basis) CopyInto(c *Basis) *Basis {
	c.Basic = append(c.Basic[:0], b.Basic...)
	c.Value, c.Dual = append(c.Value[:0], b.Value...), append(c.Dual[:0], b.Dual...)
	c.rhs, c.inv = append(c.rhs[:0], b.rhs...), append(c.inv[:0], b.inv...)
	c.pivots = b.pivots
	return c
}

// Restate replaces the right-hand sides; the same columns stay basic.
func (b *Basis) Restate(rhs []float64) {
	copy(b.rhs, rhs)
	b.evaluate()
}

// evaluate computes the values of the basic columns.
func (b *Basis) evaluate() {
	b.Value = slices.Grow(b.Value[:0], len(b.Basic))[:len(b.Basic)]
	for r := range b.Basic {
		value := 0.0
		for j, v := range b.row(r) {
			value += v * b.rhs[j]
		}
		if value < 0 && value > -roundingNoise {
			value = 0
		}
		b.Value[r] = value
	}
}

// Rows returns the number of rows.
func (b *Basis) Rows() int { return len(b.Basic) }

// ReducedCost returns what one unit of the column would add to the objective.
func (b *Basis) ReducedCost(c *Column) float64 {
	d := c.Cost
	for i, row := range c.Rows {
		d -= b.Dual[row] * c.Coefs[i]
	}
	return d
}

// Objective returns the cost of the basic solution.
func (b *Basis) Objective() float64 {
	sum := 0.0
	for r := range b.Basic {
		sum += b.Basic[r].Cost * b.Value[r]
	}
	return sum
}

// row returns row r of the inverse.
func (b *Basis) row(r int) []float64 {
	m := len(b.Basic)
	return b.inv[r*m : (r+1)*m]
}

// ftran computes B^-1 times the column into b.work.
func (b *Basis) ftran(c *Column) {
	m := len(b.Basic)
	b.work = slices.Grow(b.work[:0], m)[:m]
	clear(b.work)
	for i, row := range c.Rows {
		coef := c.Coefs[i]
		for r, at := 0, int(row); r < m; r, at = r+1, at+m {
			b.work[r] += coef * b.inv[at]
		}
	}
}

// pivot makes the column in b.work basic in row r of the inverse. Rows of the
// inverse are mostly zeros: only the pivot row's other elements are touched.
func (b *Basis) pivot(r int) {
	pivotRow := b.row(r)
	scale := 1 / b.work[r]
	b.nonzero, b.value = b.nonzero[:0], b.value[:0]
	for j, v := range pivotRow {
		if v != 0 {
			v *= scale
			pivotRow[j] = v
			b.nonzero, b.value = append(b.nonzero, int32(j)), append(b.value, v)
		}
	}
	values := b.value
	for i, factor := range b.work {
		if i == r || factor == 0 {
			continue
		}
		row := b.row(i)
		for k, j := range b.nonzero[:len(values)] {
			v := row[j] - factor*values[k]
			if v < tiny && v > -tiny {
				v = 0
			}
			row[j] = v
		}
	}
}
