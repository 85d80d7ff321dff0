package solvertest

import "math/big"

// program is a small linear program in exact arithmetic: minimise Cost x over
// x >= 0 with Rows x = RHS.
type program struct {
	Cost []int64
	Rows [][]int64
	RHS  []int64
}

// solve runs the two-phase tableau simplex with Bland's rule, in rationals:
// slow, short, and never wrong by rounding. It must be bounded below.
func (lp *program) solve() (x []*big.Rat, feasible bool) {
	t := newTableau(lp)
	t.pivotAll(t.artificial())
	for i, column := range t.basis {
		if column >= t.columns && t.rows[i][t.width].Sign() > 0 {
			return nil, false
		}
	}
	t.pivotAll(lp.Cost)
	x = make([]*big.Rat, t.columns)
	for j := range x {
		x[j] = new(big.Rat)
	}
	for i, column := range t.basis {
		if column < t.columns {
			x[column] = t.rows[i][t.width]
		}
	}
	return x, true
}

// tableau has one artificial column per row behind the program's columns, and
// the right-hand side last.
type tableau struct {
	columns, width int
	rows           [][]*big.Rat
	basis          []int // column of each row
}

func newTableau(lp *program) *tableau {
	t := &tableau{columns: len(lp.Cost), width: len(lp.Cost) + len(lp.Rows)}
	for i, row := range lp.Rows {
		sign := int64(1)
		if lp.RHS[i] < 0 {
			sign = -1
		}
		entries := make([]*big.Rat, t.width+1)
		for j := range entries {
			entries[j] = new(big.Rat)
			if j < t.columns {
				entries[j].SetInt64(sign * row[j])
			}
		}
		entries[t.columns+i].SetInt64(1)
		entries[t.width].SetInt64(sign * lp.RHS[i])
		t.rows = append(t.rows, entries)
		t.basis = append(t.basis, t.columns+i)
	}
	return t
}

// artificial is the objective of the first phase.
func (t *tableau) artificial() []int64 {
	cost := make([]int64, t.width)
	for j := t.columns; j < t.width; j++ {
		cost[j] = 1
	}
	return cost
}

// pivotAll improves the basis until no column of cost has a negative reduced
// cost. Columns beyond cost stay out of the basis.
func (t *tableau) pivotAll(cost []int64) {
	for {
		enter := t.entering(cost)
		if enter < 0 {
			return
		}
		t.pivot(t.leaving(enter), enter)
	}
}

func (t *tableau) entering(cost []int64) int {
	price := func(j int) int64 {
		if j < len(cost) {
			return cost[j]
		}
		return 0
	}
	for j := range cost {
		reduced := new(big.Rat).SetInt64(cost[j])
		for i, basic := range t.basis {
			if price(basic) != 0 && t.rows[i][j].Sign() != 0 {
				product := new(big.Rat).SetInt64(price(basic))
				reduced.Sub(reduced, product.Mul(product, t.rows[i][j]))
			}
		}
		if reduced.Sign() < 0 {
			return j
		}
	}
	return -1
}

// leaving returns the row that limits the entering column first. An artificial
// column that is still basic, at zero, leaves before it could grow.
func (t *tableau) leaving(enter int) int {
	best, least := -1, new(big.Rat)
	for i, row := range t.rows {
		stuck := t.basis[i] >= t.columns && row[t.width].Sign() == 0 && row[enter].Sign() != 0
		if stuck && enter < t.columns {
			return i
		}
		if row[enter].Sign() <= 0 {
			continue
		}
		ratio := new(big.Rat).Quo(row[t.width], row[enter])
		if order := ratio.Cmp(least); best < 0 || order < 0 || order == 0 && t.basis[i] < t.basis[best] {
			best, least = i, ratio
		}
	}
	return best
}

func (t *tableau) pivot(leave, enter int) {
	inverse := new(big.Rat).Inv(t.rows[leave][enter])
	for _, entry := range t.rows[leave] {
		entry.Mul(entry, inverse)
	}
	for i, row := range t.rows {
		if i == leave || row[enter].Sign() == 0 {
			continue
		}
		factor := new(big.Rat).Set(row[enter])
		for j, entry := range row {
			if t.rows[leave][j].Sign() != 0 {
				entry.Sub(entry, new(big.Rat).Mul(factor, t.rows[leave][j]))
			}
		}
	}
	t.basis[leave] = enter
}
