package exact

// number is what prices are in: floating point to find columns, integers to
// prove bounds.
type number interface{ ~int64 | ~float64 }

// tariff is what a linear relaxation's duals make each part of a pattern cost.
type tariff[T number] struct {
	steps [][]T // per position and step
	rates []T   // per position, for one unit of rate
	turn  T     // for one unit of rate over the host's link
	base  T     // whatever the pattern
}

// cheapest returns the vertex of least cost among the choices alive, all if nil.
// If byChoice is not nil it also receives the least cost of every choice, in the
// order of alive. rates and turns are those of the pool, in the tariff's unit.
func cheapest[T number](p *pool, t *tariff[T], rates, turns []T, alive []int32, byChoice *[]T) (vertex int32, least T) {
	vertex = -1
	consider := func(c *choice) {
		base := t.base
		for i, k := range c.steps {
			base += t.steps[i][k]
		}
		at, lowest := int32(-1), T(0)
		for v := c.first; v < c.last; v++ {
			cost := t.turn * turns[v]
			for i, z := range rates[int(v)*p.n : (int(v)+1)*p.n] {
				cost += t.rates[i] * z
			}
			if at < 0 || cost < lowest {
				at, lowest = v, cost
			}
		}
		if lowest += base; vertex < 0 || lowest < least {
			vertex, least = at, lowest
		}
		if byChoice != nil {
			*byChoice = append(*byChoice, lowest)
		}
	}
	if alive == nil {
		for c := range p.choices {
			consider(&p.choices[c])
		}
		return vertex, least
	}
	for _, c := range alive {
		consider(&p.choices[c])
	}
	return vertex, least
}

// duals are the dual values of a master's rows: potentials per fabric node and
// type, and one value per limit.
type duals[T number] struct {
	node  []T
	limit []T
}

// scale says in which unit a tariff counts: what the whole demand is, what a
// billionth of cost is, and the cost of half a hop for one unit of rate.
type scale[T number] struct {
	demand T
	cost   func(int64) T
	half   T
}

// tariff returns what duals y make patterns of group g cost.
func tariffOf[T number](m *master, g int, y *duals[T], limits []*limit, in scale[T]) *tariff[T] {
	group := &m.groups[g]
	t := newTariff(m.in, group.pool.role, y.node[group.home*m.types:(group.home+1)*m.types], group.reach, in)
	for r, l := range limits {
		switch {
		case l.kind == instances && l.members[g]:
			for k := range t.steps[l.position] {
				t.steps[l.position][k] -= y.limit[r] * T(m.in.steps[l.position][k].counts[l.offering])
			}
		case l.kind == hostLink && l.of == g:
			t.turn -= y.limit[r]
		}
	}
	return t
}

// newTariff returns what potentials phi, reach half hops from a host, make its
// patterns cost.
func newTariff[T number](in *instance, r role, phi []T, reach int64, unit scale[T]) *tariff[T] {
	t := &tariff[T]{rates: make([]T, in.positions()), steps: make([][]T, in.positions())}
	for i := range t.rates {
		t.rates[i] = phi[i] - phi[i+1]
		t.steps[i] = make([]T, len(in.steps[i]))
		for k := range t.steps[i] {
			t.steps[i][k] = unit.cost(int64(in.steps[i][k].cost))
		}
	}
	switch r {
	case source:
		t.base = -phi[0] * unit.demand
	case target:
		t.base = phi[in.positions()] * unit.demand
	}
	t.turn = unit.half * T(reach)
	return t
}
