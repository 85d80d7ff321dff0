package exact

import "slices"

// number is what prices are in: floating point to find columns, integers to
// prove bounds.
type number interface{ ~int64 | ~float64 }

// tariff is what a linear relaxation's duals make each part of a pattern cost.
type tariff[T number] struct {
	steps [][]T // per position and step: its instances
	least [][]T // per position and step: with the cheapest rate it may have
	rates []T   // per position, for one unit of rate
	turn  T     // for one unit of rate over the host's link, at least 0
	base  T     // whatever the pattern
}

// scale is what a tariff starts from, in its unit: the whole demand, the cost of
// half a hop for one unit of rate, and, per position and step, what it costs and
// between which rates it is used.
type scale[T number] struct {
	demand, half    T
	cost, low, high [][]T
}

// newScale converts costs, and rates in kbit/s, by the functions given.
func newScale[T number](in *instance, half T, cost, rate func(int64) T) *scale[T] {
	u := &scale[T]{demand: rate(int64(in.demand)), half: half}
	for i, steps := range in.steps {
		cell := make([]T, 3*len(steps))
		costs, lows, highs := cell[:len(steps)], cell[len(steps):2*len(steps)], cell[2*len(steps):]
		for k := range steps {
			costs[k], lows[k], highs[k] = cost(int64(steps[k].cost)), rate(int64(in.low(i, k))), rate(int64(steps[k].rate))
		}
		u.cost, u.low, u.high = append(u.cost, costs), append(u.low, lows), append(u.high, highs)
	}
	return u
}

// set fills the tariff in for class c: phi are the potentials at its place and
// y the duals of the limits.
func (t *tariff[T]) set(f *field, c int, phi []T, limits []*limit, y []T, unit *scale[T]) {
	in, class := f.in, &f.classes[c]
	n := in.positions()
	t.rates = slices.Grow(t.rates[:0], n)[:n]
	t.base, t.turn = 0, unit.half*T(class.reach)
	switch class.pool.role {
	case source:
		t.base = -phi[0] * unit.demand
	case target:
		t.base = phi[n] * unit.demand
	}
	if len(t.steps) != n {
		t.steps, t.least = make([][]T, n), make([][]T, n)
	}
	for i := range t.rates {
		t.rates[i] = phi[i] - phi[i+1]
		t.steps[i] = append(t.steps[i][:0], unit.cost[i]...)
	}
	for r, l := range limits {
		switch {
		case y[r] == 0:
		case l.kind == instances && l.members[c]:
			for k := range t.steps[l.position] {
				t.steps[l.position][k] -= y[r] * T(in.steps[l.position][k].tally[l.entry])
			}
		case l.kind == hostLink && l.of == c:
			t.turn -= y[r]
		}
	}
	for i, rate := range t.rates {
		at := unit.high[i]
		if rate > 0 {
			at = unit.low[i]
		}
		t.least[i] = slices.Grow(t.least[i][:0], len(at))[:len(at)]
		for k, cost := range t.steps[i] {
			t.least[i][k] = cost + rate*at[k]
		}
	}
}

// floor returns a cost that no vertex of the choice is below.
func (t *tariff[T]) floor(c *choice, turns []T) T {
	sum := t.base + t.turn*turns[c.least]
	for i, k := range c.steps {
		sum += t.least[i][k]
	}
	return sum
}

// best returns the least cost of a choice's vertices, and which has it.
func (t *tariff[T]) best(p *pool, c *choice, rates, turns []T) (vertex int32, least T) {
	base := t.base
	for i, k := range c.steps {
		base += t.steps[i][k]
	}
	vertex = -1
	for v := c.first; v < c.last; v++ {
		cost := t.turn * turns[v]
		for i, z := range rates[int(v)*p.n : (int(v)+1)*p.n] {
			cost += t.rates[i] * z
		}
		if vertex < 0 || cost < least {
			vertex, least = v, cost
		}
	}
	return vertex, base + least
}

// below tells whether any of a choice's vertices costs less than limit.
func (t *tariff[T]) below(p *pool, c *choice, rates, turns []T, limit T) bool {
	limit -= t.base
	for i, k := range c.steps {
		limit -= t.steps[i][k]
	}
	for v := c.first; v < c.last; v++ {
		cost := t.turn * turns[v]
		for i, z := range rates[int(v)*p.n : (int(v)+1)*p.n] {
			cost += t.rates[i] * z
		}
		if cost < limit {
			return true
		}
	}
	return false
}

// cheapest returns the vertex of least cost among the choices alive, all if
// nil; -1 if there is none. rates and turns are the pool's, in the tariff's
// unit.
func (t *tariff[T]) cheapest(p *pool, rates, turns []T, alive []int32) (vertex int32, least T) {
	vertex = -1
	for k := range choicesOf(p, alive) {
		c := &p.choices[k]
		if vertex >= 0 && t.floor(c, turns) >= least {
			continue
		}
		if v, cost := t.best(p, c, rates, turns); vertex < 0 || cost < least {
			vertex, least = v, cost
		}
	}
	return vertex, least
}

// within returns the choices alive whose cost is below limit.
func (t *tariff[T]) within(p *pool, rates, turns []T, alive []int32, limit T) []int32 {
	kept := make([]int32, 0, 8)
	for k := range choicesOf(p, alive) {
		c := &p.choices[k]
		if t.floor(c, turns) >= limit {
			continue
		}
		if t.below(p, c, rates, turns, limit) {
			kept = append(kept, k)
		}
	}
	return kept
}

// choicesOf iterates over alive, or over all choices if it is nil.
func choicesOf(p *pool, alive []int32) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		if alive == nil {
			for k := range p.choices {
				if !yield(int32(k)) {
					return
				}
			}
			return
		}
		for _, k := range alive {
			if !yield(k) {
				return
			}
		}
	}
}
