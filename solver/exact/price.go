package exact

// number is what prices are in: floating point to find columns, integers to
// prove bounds.
type number interface{ ~int64 | ~float64 }

// tariff is what a linear relaxation's duals make each part of a pattern cost.
type tariff[T number] struct {
	steps []T // per cell: its instances
	least []T // per cell: with the cheapest rate it may have
	// rates are for one unit of rate: over the host's link, at least 0, and then of
	// each position, as in patterns.
	rates []T
	base  T // whatever the pattern
}

// newTariffs returns tariffs without prices.
func newTariffs[T number](in *instance, count int, memory *slab[T]) []tariff[T] {
	list := make([]tariff[T], count)
	cells, width := len(in.cells), in.positions()+1
	for k := range list {
		list[k] = tariff[T]{steps: memory.full(cells), least: memory.full(cells), rates: memory.full(width)}
	}
	return list
}

// set fills the tariff in for class c: phi are the potentials at its place and
// y the duals of the limits.
func (t *tariff[T]) set(f *field, c int, phi []T, limits []*limit, y []T, unit *scale[T]) {
	in, class := f.in, &f.classes[c]
	n := in.positions()
	t.base, t.rates[0] = 0, unit.half*T(class.reach)
	switch class.pool.role {
	case source:
		t.base = -phi[0] * unit.demand
	case target:
		t.base = phi[n] * unit.demand
	}
	copy(t.steps, unit.cost)
	for r, l := range limits {
		switch {
		case y[r] == 0:
		case l.kind == instances && l.members[c]:
			t.charge(in, l, y[r])
		case l.kind == hostLink && l.of == c:
			t.rates[0] -= y[r]
		}
	}
	for i, steps := range in.steps {
		rate, at := phi[i]-phi[i+1], unit.high
		if t.rates[i+1] = rate; rate > 0 {
			at = unit.low
		}
		first, last := in.first[i], int(in.first[i])+len(steps)
		least, at := t.least[first:last], at[first:last]
		for k, cost := range t.steps[first:last] {
			least[k] = cost + rate*at[k]
		}
	}
}

// charge takes off what a limit on instances pays.
func (t *tariff[T]) charge(in *instance, l *limit, y T) {
	counts := in.tallies[l.position][l.entry]
	steps := t.steps[in.first[l.position]:][:len(counts)]
	for k, count := range counts {
		steps[k] -= y * T(count)
	}
}

// floor returns a cost that no vertex of the choice is below.
func (t *tariff[T]) floor(p *pool, z *patterns[T], choice int32) T {
	sum := t.base + t.rates[0]*z.turn[choice]
	for _, cell := range p.cellsOf(choice) {
		sum += t.least[cell]
	}
	return sum
}

// fixed returns what the choice costs whatever its rates.
func (t *tariff[T]) fixed(p *pool, choice int32) T {
	sum := t.base
	for _, cell := range p.cellsOf(choice) {
		sum += t.steps[cell]
	}
	return sum
}

// of returns what the rates of a vertex cost, given its row.
func (t *tariff[T]) of(row []T) T {
	cost, rates := T(0), t.rates[:len(row)]
	for i, z := range row {
		cost += rates[i] * z
	}
	return cost
}

// best returns the least cost of a choice's vertices, and which has it.
func (t *tariff[T]) best(p *pool, z *patterns[T], choice int32) (vertex int32, least T) {
	c, width := p.choices[choice], len(t.rates)
	rows := z.rows[int(c.first)*width : int(c.last)*width]
	vertex, least = c.first, t.of(rows[:width])
	for v := c.first + 1; v < c.last; v++ {
		rows = rows[width:]
		if cost := t.of(rows[:width]); cost < least {
			vertex, least = v, cost
		}
	}
	return vertex, t.fixed(p, choice) + least
}

// under tells whether any of a choice's vertices costs less than limit.
func (t *tariff[T]) under(p *pool, z *patterns[T], choice int32, limit T) bool {
	if t.floor(p, z, choice) >= limit {
		return false
	}
	limit -= t.fixed(p, choice)
	c, width := p.choices[choice], len(t.rates)
	for rows := z.rows[int(c.first)*width : int(c.last)*width]; len(rows) > 0; rows = rows[width:] {
		if t.of(rows[:width]) < limit {
			return true
		}
	}
	return false
}

// cheapest returns the least cost of the choices alive, of which there must be one.
func (t *tariff[T]) cheapest(p *pool, z *patterns[T], alive []int32) T {
	_, least := t.best(p, z, alive[0])
	for _, k := range alive[1:] {
		if t.floor(p, z, k) >= least {
			continue
		}
		if _, cost := t.best(p, z, k); cost < least {
			least = cost
		}
	}
	return least
}

// within returns the choices alive whose cost is below limit, as the same list if
// those are all.
func (t *tariff[T]) within(p *pool, z *patterns[T], alive []int32, limit T) []int32 {
	kept := 0
	for kept < len(alive) && t.under(p, z, alive[kept], limit) {
		kept++
	}
	if kept == len(alive) {
		return alive
	}
	list := append(make([]int32, 0, len(alive)-1), alive[:kept]...)
	for _, k := range alive[kept+1:] {
		if t.under(p, z, k, limit) {
			list = append(list, k)
		}
	}
	return list
}
