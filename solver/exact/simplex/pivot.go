package simplex

import (
	"cmp"
	"math"
	"slices"
)

// ftran computes B^-1 times the column into b.work.
func (b *Basis) ftran(c *Column) {
	m := len(b.Rows)
	b.work = slices.Grow(b.work[:0], m)[:m]
	if c.Logical() {
		own, up := int(c.Label), int(b.Rows[c.Label].Up)
		for r := range b.work {
			row := b.row(r)
			if b.work[r] = row[own]; up >= 0 {
				b.work[r] -= row[up]
			}
		}
		return
	}
	coefs := c.Coefs[:len(c.Rows)]
	for r := range b.work {
		row, sum := b.row(r), 0.0
		for i, k := range c.Rows {
			sum += coefs[i] * row[k]
		}
		b.work[r] = sum
	}
	for r, w := range b.work {
		if math.Abs(w) < tiny {
			b.work[r] = 0
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
			if math.Abs(v) < tiny { // one test, since signs are hard to predict
				v = 0
			}
			row[j] = v
		}
	}
}

// replace makes c, whose b.work and reduced cost are given, basic in row r with
// the value given. It returns false if rebuilding the inverse, due after many
// such steps, fails.
func (b *Basis) replace(r int, c *Column, value, reduced float64) bool {
	b.Value[r] = value
	b.pivot(r)
	if b.Basic[r].Logical() {
		b.basic[b.Basic[r].Label] = false
	}
	if b.Basic[r] = *c; c.Logical() {
		b.basic[c.Label] = true
	}
	for k, j := range b.nonzero {
		b.Dual[j] += reduced * b.value[k]
	}
	if b.pivots++; b.pivots >= refactorEvery {
		return b.Refactor()
	}
	return true
}

// Swap makes the column basic in row r, whatever that does to values and duals.
func (b *Basis) Swap(r int, c Column) bool {
	b.ftran(&c)
	if math.Abs(b.work[r]) < PivotTolerance {
		return false
	}
	step := b.Value[r] / b.work[r]
	for i, w := range b.work {
		b.Value[i] -= step * w
	}
	return b.replace(r, &c, step, b.ReducedCost(&c))
}

// Reprice recomputes the duals, after costs of basic columns were changed.
func (b *Basis) Reprice() {
	b.Dual = slices.Grow(b.Dual[:0], len(b.Basic))[:len(b.Basic)]
	clear(b.Dual)
	for r := range b.Basic {
		b.charge(r, b.Basic[r].Cost)
	}
}

// charge adds what so much more of a cost in row r does to the duals.
func (b *Basis) charge(r int, cost float64) {
	if cost != 0 {
		for j, v := range b.row(r) {
			b.Dual[j] += cost * v
		}
	}
}

// Refactor rebuilds inverse, values and duals from the basic columns. It
// returns false if the basis is singular.
func (b *Basis) Refactor() bool {
	m := len(b.Rows)
	clear(b.inv)
	for r := range m {
		b.row(r)[r] = 1
	}
	columns := slices.Clone(b.Basic)
	slices.SortStableFunc(columns, func(x, y Column) int { return cmp.Compare(len(x.Rows), len(y.Rows)) })
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
