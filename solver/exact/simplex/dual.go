package simplex

import "math"

// Leave makes one step of the dual simplex method (Lemke 1954): it drives the
// variable basic in row r to zero, from below or from above, and replaces it by
// the offered column that keeps all reduced costs from turning negative. It
// returns false, changing nothing, if no column offered can take its place: then
// no combination of them reaches zero in that row.
func (b *Basis) Leave(r int, offered ...[]Column) bool {
	sign := 1.0
	if b.Value[r] < 0 {
		sign = -1
	}
	rho := b.row(r)
	var enter *Column
	least, size, reduced := math.Inf(1), 0.0, 0.0
	for _, list := range offered {
		for k := range list {
			c := &list[k]
			alpha := 0.0
			for i, row := range c.Rows {
				alpha += rho[row] * c.Coefs[i]
			}
			if alpha *= sign; alpha <= dualPivotTolerance {
				continue
			}
			cost := max(0, b.ReducedCost(c))
			if ratio := cost / alpha; ratio < least-ratioTie || ratio < least+ratioTie && alpha > size {
				enter, least, size, reduced = c, ratio, alpha, cost
			}
		}
	}
	if enter == nil {
		return false
	}
	b.ftran(enter)
	step := b.Value[r] / b.work[r]
	for i, w := range b.work {
		b.Value[i] -= step * w
	}
	b.Value[r] = step
	b.pivot(r)
	b.Basic[r] = *enter
	for j, v := range b.row(r) {
		b.Dual[j] += reduced * v
	}
	if b.pivots++; b.pivots >= refactorEvery {
		return b.Refactor()
	}
	return true
}

const (
	// dualPivotTolerance is the least size of an element for Leave to pivot on.
	dualPivotTolerance = 1e-7
	// ratioTie is the difference below which ratios count as equal, so that the
	// larger pivot is preferred.
	ratioTie = 1e-9
)
