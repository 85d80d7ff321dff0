package simplex

import "math"

const (
	// dualPivotTolerance is the least size of an element for Leave to pivot on.
	dualPivotTolerance = 1e-7
	// ratioTie is the difference below which ratios count as equal, so that the
	// larger pivot is preferred.
	ratioTie = 1e-9
)

// choice is the column that a dual step has found to enter.
type choice struct {
	column *Column // nil for a logical
	row    int     // of the logical
	cost   float64 // reduced, at least 0
	way    float64
	ratio  float64
	size   float64 // of the pivot
}

// consider takes a column with the element alpha > 0 if its ratio is less.
func (c *choice) consider(o choice) {
	o.ratio = o.cost / o.size
	if o.ratio < c.ratio-ratioTie || o.ratio < c.ratio+ratioTie && o.size > c.size {
		*c = o
	}
}

// Leave makes one step of the dual simplex method (Lemke 1954): it drives the
// variable basic in row r to zero, from below or from above, and replaces it by
// the logical or offered column that keeps all reduced costs from turning
// negative; or, if it is a logical and that is cheaper, takes it to the price of
// the side where it is. It returns false, changing nothing, if nothing can take
// its place.
func (b *Basis) Leave(r int, offered ...[]Column) bool {
	sign := 1.0
	if b.Value[r] < 0 {
		sign = -1
	}
	enter := choice{row: -1, ratio: math.Inf(1)}
	rho := b.row(r)
	for _, list := range offered {
		for k := range list {
			c := &list[k]
			alpha := 0.0
			coefs := c.Coefs[:len(c.Rows)]
			for i, row := range c.Rows {
				alpha += rho[row] * coefs[i]
			}
			if alpha *= sign; alpha > dualPivotTolerance {
				enter.consider(choice{column: c, cost: max(0, b.ReducedCost(c)), way: 1, size: alpha})
			}
		}
	}
	b.logicals(rho, sign, &enter)
	if c := &b.Basic[r]; c.Logical() && !b.Rows[c.Label].free() {
		if row := &b.Rows[c.Label]; enter.ratio > row.Over+row.Under {
			b.turn(r)
			return true
		}
	}
	c := enter.column
	if c == nil {
		if enter.row < 0 {
			return false
		}
		c = &Column{Label: uint64(enter.row), Cost: b.Rows[enter.row].Over}
		if enter.way < 0 {
			c.Cost = -b.Rows[enter.row].Under
		}
	}
	b.ftran(c)
	step := b.Value[r] / b.work[r]
	for i, w := range b.work {
		b.Value[i] -= step * w
	}
	return b.replace(r, c, step, enter.way*enter.cost)
}

// logicals considers those that are not basic for a row of the inverse.
func (b *Basis) logicals(rho []float64, sign float64, enter *choice) {
	for i, basic := range b.basic {
		if basic {
			continue
		}
		row, alpha := &b.Rows[i], rho[i]
		if row.Up >= 0 {
			alpha -= rho[row.Up]
		}
		switch alpha *= sign; {
		case alpha > dualPivotTolerance:
			enter.consider(choice{row: i, cost: max(0, row.Over-b.rise(i)), way: 1, size: alpha})
		case alpha < -dualPivotTolerance:
			enter.consider(choice{row: i, cost: max(0, row.Under+b.rise(i)), way: -1, size: -alpha})
		}
	}
}
