package simplex

import (
	"math"
	"slices"
)

// Enter brings the column into the basis, which lowers the objective by its
// reduced cost for each unit of the step. It returns false, changing nothing,
// if no basic variable limits the column (the objective is unbounded) or only
// elements too small to pivot on do.
func (b *Basis) Enter(c Column) bool {
	b.ftran(&c)
	r, step := b.ratio()
	if r < 0 {
		return false
	}
	reduced := b.ReducedCost(&c)
	for i, w := range b.work {
		b.Value[i] = max(0, b.Value[i]-step*w)
	}
	b.Value[r] = step
	b.pivot(r)
	b.Basic[r] = c
	for j, v := range b.row(r) {
		b.Dual[j] += reduced * v
	}
	if b.pivots++; b.pivots >= refactorEvery {
		return b.Refactor()
	}
	return true
}

// ratio finds the row that limits the entering column, preferring the largest
// pivot among near ties (Harris 1973), and the length of the step.
func (b *Basis) ratio() (row int, step float64) {
	const slack = 1e-10
	limit := math.Inf(1)
	for i, w := range b.work {
		if w > PivotTolerance {
			limit = min(limit, (b.Value[i]+slack)/w)
		}
	}
	row = -1
	best := 0.0
	for i, w := range b.work {
		if w > PivotTolerance && b.Value[i]/w <= limit && w > best {
			row, best, step = i, w, b.Value[i]/w
		}
	}
	return row, step
}

// AppendRow adds the row coefs·x = rhs, where coefs holds the element of each
// basic column, with the column that shall be basic in it: a unit column of the
// new row. Its value may come out negative; Leave cures that.
func (b *Basis) AppendRow(rhs float64, coefs []float64, basic Column) {
	m := len(b.Basic)
	sign := basic.Coefs[0]
	last := b.widen()
	value := rhs
	for r, coef := range coefs {
		value -= coef * b.Value[r]
		if coef == 0 {
			continue
		}
		for j, v := range b.inv[r*(m+1) : r*(m+1)+m] {
			last[j] -= coef * v / sign
		}
	}
	last[m] = 1 / sign
	b.rhs = append(b.rhs, rhs)
	b.Basic = append(b.Basic, basic)
	b.Value = append(b.Value, value/sign)
	b.Reprice()
}

// Extend adds a row in which no basic column has an element, with the column
// that shall be basic in it, which must have one there. Values may come out
// negative; the duals are stale until Reprice.
func (b *Basis) Extend(rhs float64, basic Column) {
	m := len(b.Basic)
	at := slices.Index(basic.Rows, int32(m))
	own := basic.Coefs[at]
	rest := Column{Rows: slices.Delete(slices.Clone(basic.Rows), at, at+1), Coefs: slices.Delete(slices.Clone(basic.Coefs), at, at+1)}
	b.ftran(&rest)
	last := b.widen()
	last[m] = 1 / own
	for r, w := range b.work {
		if w != 0 {
			b.inv[r*(m+1)+m] = -w / own
			b.Value[r] -= w * rhs / own
		}
	}
	b.rhs, b.Basic, b.Value = append(b.rhs, rhs), append(b.Basic, basic), append(b.Value, rhs/own)
}

// widen makes room for one more row and column of the inverse, all zero, and
// returns the row.
func (b *Basis) widen() []float64 {
	m := len(b.Basic)
	b.inv = slices.Grow(b.inv, 2*m+1)[:(m+1)*(m+1)]
	for r := m - 1; r >= 0; r-- { // backwards, since rows overlap
		copy(b.inv[r*(m+1):r*(m+1)+m], b.inv[r*m:(r+1)*m])
		b.inv[r*(m+1)+m] = 0
	}
	last := b.inv[m*(m+1):]
	clear(last)
	return last
}

// Reprice recomputes the duals, after costs of basic columns were changed.
func (b *Basis) Reprice() {
	b.Dual = slices.Grow(b.Dual[:0], len(b.Basic))[:len(b.Basic)]
	clear(b.Dual)
	for r := range b.Basic {
		if cost := b.Basic[r].Cost; cost != 0 {
			for j, v := range b.row(r) {
				b.Dual[j] += cost * v
			}
		}
	}
}

// Refactor rebuilds inverse, values and duals from the basic columns. It
// returns false if the basis is singular.
func (b *Basis) Refactor() bool {
	m := len(b.Basic)
	b.inv = slices.Grow(b.inv[:0], m*m)[:m*m]
	clear(b.inv)
	for r := range m {
		b.inv[r*m+r] = 1
	}
	columns := slices.Clone(b.Basic)
	slices.SortStableFunc(columns, func(x, y Column) int { return len(x.Rows) - len(y.Rows) })
	taken := make([]bool, m)
	for i := range columns {
		b.ftran(&columns[i])
		r := -1
		for k, w := range b.work {
			if !taken[k] && math.Abs(w) > PivotTolerance && (r < 0 || math.Abs(w) > math.Abs(b.work[r])) {
				r = k
			}
		}
		if r < 0 {
			return false
		}
		b.pivot(r)
		taken[r] = true
		b.Basic[r] = columns[i]
	}
	b.pivots = 0
	b.evaluate()
	b.Reprice()
	return true
}
