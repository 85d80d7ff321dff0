package simplex

import "math"

// breakpoint is where a basic variable reaches zero on the way of a step.
type breakpoint struct {
	row  int
	at   float64 // the length of the step
	size float64 // of the element to pivot on
	rise float64 // by how much less the objective falls beyond
}

// tie is the difference below which steps count as equally long, so that the
// larger pivot is preferred (Harris 1973).
const tie = 1e-10

// Enter brings the column into the basis, which lowers the objective by its
// reduced cost for each unit of the step. It returns false, changing nothing but
// prices of logicals, if nothing limits the column.
func (b *Basis) Enter(c *Column) bool {
	b.ftran(c)
	return b.enter(c, 1, b.ReducedCost(c))
}

// EnterLogical does so with a row's logical, whichever way lowers the objective.
func (b *Basis) EnterLogical(row int) bool {
	slope, way := b.LogicalCost(row)
	c := Column{Label: uint64(row), Cost: b.Rows[row].Over}
	if way < 0 {
		c.Cost = -b.Rows[row].Under
	}
	b.ftran(&c)
	return b.enter(&c, way, slope)
}

// enter steps along b.work, up or down, for as long as the objective falls, at
// first by slope.
func (b *Basis) enter(c *Column, way, slope float64) bool {
	b.meet(way)
	for {
		k := b.next()
		if k < 0 {
			return false
		}
		p := b.breaks[k]
		if slope+p.rise < -tie {
			slope += p.rise
			b.turn(p.row)
			b.breaks[k] = b.breaks[len(b.breaks)-1]
			b.breaks = b.breaks[:len(b.breaks)-1]
			continue
		}
		for i, w := range b.work {
			if w != 0 {
				b.Value[i] = b.within(i, b.Value[i]-p.at*way*w)
			}
		}
		return b.replace(p.row, c, way*p.at, way*slope)
	}
}

// meet lists the breakpoints along b.work.
func (b *Basis) meet(way float64) {
	b.breaks = b.breaks[:0]
	for i, w := range b.work {
		if math.Abs(w) <= PivotTolerance {
			continue
		}
		w *= way
		c, v, rise := &b.Basic[i], b.Value[i], math.Inf(1)
		if c.Logical() {
			row := &b.Rows[c.Label]
			if row.free() {
				continue
			}
			if c.Cost != row.Over {
				w, v = -w, -v
			}
			rise = (row.Over + row.Under) * w
		}
		if w > 0 {
			b.breaks = append(b.breaks, breakpoint{i, max(0, v) / w, w, rise})
		}
	}
}

// next returns the breakpoint that comes first, of several as near the one with
// the largest pivot; -1 if there is none.
func (b *Basis) next() int {
	first := math.Inf(1)
	for k := range b.breaks {
		first = min(first, b.breaks[k].at)
	}
	best := -1
	for k := range b.breaks {
		if p := &b.breaks[k]; p.at <= first+tie && (best < 0 || p.size > b.breaks[best].size) {
			best = k
		}
	}
	return best
}

// turn takes the logical basic in row r to the price of its other side.
func (b *Basis) turn(r int) {
	c := &b.Basic[r]
	before, row := c.Cost, &b.Rows[c.Label]
	if c.Cost = row.Over; before == row.Over {
		c.Cost = -row.Under
	}
	b.charge(r, c.Cost-before)
}

// within returns the value nearest to v that the column basic in row r may have
// at its price.
func (b *Basis) within(r int, v float64) float64 {
	c := &b.Basic[r]
	if c.Logical() {
		if row := &b.Rows[c.Label]; row.free() {
			return v
		} else if c.Cost != row.Over {
			return min(0, v)
		}
	}
	return max(0, v)
}
