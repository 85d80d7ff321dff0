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
	// spareRows is how many rows a basis can take up before its inverse moves.
	spareRows = 12
)

// Column is one column of A in sparse form; no row is listed twice. Without rows
// it stands for the logical of the row that is its label.
type Column struct {
	Label uint64 // the caller's name for it; not interpreted here
	Cost  float64
	Rows  []int32
	Coefs []float64
}

// Logical tells whether the column is a row's logical.
func (c *Column) Logical() bool { return c.Rows == nil }

// Row is what a row's logical costs per unit above and below zero, which sum up
// to zero only if both are zero, and the row above it, or -1.
type Row struct {
	Over, Under float64
	Up          int32
}

// free tells whether the logical may be anything.
func (r *Row) free() bool { return r.Over+r.Under == 0 }

// Basis is a basic solution: one column per row, their values and the duals.
type Basis struct {
	Rows []Row
	// Basic is the column that is basic in each row. A logical's cost is that of
	// one of its sides, on which its value should be.
	Basic []Column
	Value []float64 // its value
	Dual  []float64 // c_B B^-1, one per row

	rhs    []float64
	basic  []bool    // per row: its logical is basic
	inv    []float64 // B^-1 by rows, stride apart
	stride int
	work   []float64 // the entering column in terms of the basis
	pivots int       // since the last refactorisation

	// nonzero and value are the pivot row's elements, breaks the ends of pieces
	// that a step may pass.
	nonzero []int32
	value   []float64
	breaks  []breakpoint
}

// New makes b, whose memory is reused, the basis of all logicals, which must lead
// upwards without a circle.
func New(rhs []float64, rows []Row, b *Basis) *Basis {
	m := len(rows)
	b.Rows, b.rhs = append(b.Rows[:0], rows...), append(b.rhs[:0], rhs...)
	b.Basic, b.basic = b.Basic[:0], b.basic[:0]
	b.pivots, b.stride = 0, m+spareRows
	b.inv = slices.Grow(b.inv[:0], b.stride*b.stride)[:m*b.stride]
	clear(b.inv)
	for r := range m {
		b.Basic, b.basic = append(b.Basic, Column{Label: uint64(r)}), append(b.basic, true)
		for q := r; q >= 0; q = int(rows[q].Up) {
			b.row(q)[r] = 1
		}
	}
	b.evaluate()
	b.Settle()
	return b
}

// CopyInto makes c, whose memory is reused, an independent copy, and returns it.
func (b *Basis) CopyInto(c *Basis) *Basis {
	c.Rows, c.Basic, c.basic = append(c.Rows[:0], b.Rows...), append(c.Basic[:0], b.Basic...), append(c.basic[:0], b.basic...)
	c.Value, c.Dual = append(c.Value[:0], b.Value...), append(c.Dual[:0], b.Dual...)
	c.rhs = append(c.rhs[:0], b.rhs...)
	c.inv = append(slices.Grow(c.inv[:0], b.stride*b.stride), b.inv...)
	c.pivots, c.stride = b.pivots, b.stride
	return c
}

// evaluate computes the values of the basic columns.
func (b *Basis) evaluate() {
	b.Value = slices.Grow(b.Value[:0], len(b.Basic))[:len(b.Basic)]
	for r := range b.Basic {
		value := 0.0
		for j, v := range b.row(r) {
			value += v * b.rhs[j]
		}
		if value < 0 && value > -roundingNoise && !b.Basic[r].Logical() {
			value = 0
		}
		b.Value[r] = value
	}
}

// Settle gives every basic logical the price of the side on which its value is,
// and recomputes the duals.
func (b *Basis) Settle() {
	for r := range b.Basic {
		if c := &b.Basic[r]; c.Logical() {
			if row := &b.Rows[c.Label]; b.Value[r] >= 0 {
				c.Cost = row.Over
			} else {
				c.Cost = -row.Under
			}
		}
	}
	b.Reprice()
}

// Stray returns how far the logical basic in row r is on the other side of zero
// than its price says; at most zero if it is not.
func (b *Basis) Stray(r int) float64 {
	switch row := &b.Rows[b.Basic[r].Label]; {
	case row.free():
		return 0
	case b.Basic[r].Cost == row.Over:
		return -b.Value[r]
	}
	return b.Value[r]
}

// ReducedCost returns what one unit of the column would add to the objective.
func (b *Basis) ReducedCost(c *Column) float64 {
	d, coefs := c.Cost, c.Coefs[:len(c.Rows)]
	for i, row := range c.Rows {
		d -= b.Dual[row] * coefs[i]
	}
	return d
}

// LogicalCost returns what one unit of a row's logical would add to the
// objective, up from zero or down, whichever is less, and which of them: 1 or -1.
// It is zero for basic ones.
func (b *Basis) LogicalCost(row int) (cost, way float64) {
	if b.basic[row] {
		return 0, 1
	}
	r, z := &b.Rows[row], b.rise(row)
	if up, down := r.Over-z, r.Under+z; up <= down {
		return up, 1
	} else {
		return down, -1
	}
}

// rise is the dual of a row's logical.
func (b *Basis) rise(row int) float64 {
	if up := b.Rows[row].Up; up >= 0 {
		return b.Dual[row] - b.Dual[up]
	}
	return b.Dual[row]
}

// Objective returns the cost of the basic solution.
func (b *Basis) Objective() float64 {
	sum := 0.0
	for r := range b.Basic {
		sum += b.Basic[r].Cost * b.Value[r]
	}
	return sum
}

// Norm returns the sum of the squares of a row of the inverse.
func (b *Basis) Norm(r int) float64 {
	sum := 0.0
	for _, v := range b.row(r) {
		sum += v * v
	}
	return sum
}

// row returns row r of the inverse.
func (b *Basis) row(r int) []float64 {
	return b.inv[r*b.stride : r*b.stride+len(b.Rows)]
}
