package simplex

import "slices"

// Append adds the row coefs·x + s = rhs, where coefs holds the element of each
// basic column, or is nil if none has any; only then the row may have one above
// it. Its logical is basic in it, at the price of one side, whatever its value
// comes out as; Leave cures that.
func (b *Basis) Append(rhs float64, coefs []float64, row Row, over bool) {
	m := len(b.Rows)
	b.widen(row)
	last, value := b.row(m), rhs
	clear(last)
	for r := range m {
		b.inv[r*b.stride+m] = 0
		if row.Up >= 0 {
			v := b.inv[r*b.stride+int(row.Up)]
			b.inv[r*b.stride+m] = v
			b.Value[r] += v * rhs
		}
	}
	for r, coef := range coefs {
		if coef == 0 {
			continue
		}
		value -= coef * b.Value[r]
		for j, v := range b.row(r) {
			last[j] -= coef * v
		}
	}
	last[m] = 1
	c := Column{Label: uint64(m), Cost: row.Over}
	if !over {
		c.Cost = -row.Under
	}
	b.rhs, b.basic = append(b.rhs, rhs), append(b.basic, true)
	b.Basic, b.Value, b.Dual = append(b.Basic, c), append(b.Value, value), append(b.Dual, 0)
	if row.Up >= 0 {
		b.Dual[m] = b.Dual[row.Up]
	}
	b.charge(m, c.Cost)
}

// widen makes room for one more row and column of the inverse.
func (b *Basis) widen(row Row) {
	m := len(b.Rows)
	if m == b.stride {
		stride := m + spareRows
		b.inv = slices.Grow(b.inv, m*spareRows)[:m*stride]
		for r := m - 1; r >= 0; r-- { // backwards, since rows overlap
			copy(b.inv[r*stride:r*stride+m], b.inv[r*m:(r+1)*m])
		}
		b.stride = stride
	}
	b.Rows = append(b.Rows, row)
	b.inv = slices.Grow(b.inv, b.stride)[:(m+1)*b.stride]
}

// Rename makes an ordinary column, sign times it, of the logical basic in row r.
func (b *Basis) Rename(r int, c Column, sign float64) {
	b.basic[b.Basic[r].Label] = false
	b.Basic[r] = c
	if sign < 0 {
		b.Value[r] = -b.Value[r]
		for j := range b.row(r) {
			b.row(r)[j] *= -1
		}
	}
}
