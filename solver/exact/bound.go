package exact

import (
	"math"

	"qanat/solver"
)

// proof is a dual vector in integers: every value in billionths of cost times
// 2^fine. Any such vector proves a lower bound; how it was found is no matter.
type proof struct {
	phi   []int64 // per place and type
	limit []int64
	fine  int
}

// finest and coarsest limit how proofs count. The finest is far below the grid
// of costs; the coarsest serves proofs that nothing at all fits.
const finest, coarsest = 20, -16

// of returns a cost of at least zero in the proof's unit, rounded down, which
// keeps every bound valid.
func (p *proof) of(cost int64) int64 {
	if p.fine >= 0 {
		return cost << p.fine
	}
	return cost >> -p.fine
}

// floor returns a value in the proof's unit as a cost, rounded down, or the
// nearest that 64 bits hold with room to spare.
func (p *proof) floor(v int64) solver.Cost {
	if p.fine >= 0 {
		return solver.Cost(v >> p.fine)
	}
	most := int64(math.MaxInt64) >> (1 - p.fine)
	return solver.Cost(max(-most, min(most, v)) << -p.fine)
}

// atLeast returns the least value in the proof's unit that is worth a cost.
func (p *proof) atLeast(c solver.Cost) int64 {
	if p.fine >= 0 {
		return int64(c) << p.fine
	}
	return -(-int64(c) >> -p.fine)
}

// round takes the duals of a linear program to integers, with the signs that
// limits require, as finely as 64 bits allow without overflow, and extends them
// to all places.
func (m *master) round(n *node) *proof {
	rates := n.limitDuals()
	p := &proof{fine: finest, limit: make([]int64, 0, len(n.limits))}
	duals := m.potentials(n.basis.Dual)
	for most := m.weight(duals, rates, n.limits) * m.unit; p.fine > coarsest && math.Ldexp(most, p.fine) > 1<<61; {
		p.fine--
	}
	exact := func(v, unit float64) int64 { return int64(math.Round(math.Ldexp(v*m.unit, p.fine) / unit)) }
	demand := float64(m.in.demand)
	known := m.in.memory.counts.take(len(duals))
	for _, v := range duals {
		known = append(known, exact(v, demand))
	}
	p.phi = spread(m, known, p.of(m.in.price(1))/2, make([]int64, m.ground.places*m.types))
	for r, l := range n.limits {
		unit := demand
		if l.kind == instances {
			unit = 1
		}
		v := exact(rates[r], unit)
		if l.least {
			v = max(0, v)
		} else {
			v = min(0, v)
		}
		p.limit = append(p.limit, v)
	}
	return p
}

// weight bounds the sum of all terms that an evaluation adds at duals of places and
// of limits.
func (m *master) weight(duals, rates []float64, limits []*limit) float64 {
	largest, each, sum := 0.0, 0.0, 0.0
	for _, v := range duals {
		largest = max(largest, math.Abs(v))
	}
	for r, l := range limits {
		v := math.Abs(rates[r])
		if l.kind == instances {
			each += v * float64(m.most(l))
		} else {
			each += 2 * float64(m.types) * v
		}
		sum += v * m.bound(l)
	}
	costs := float64(m.ceiling) / m.unit
	edges := float64(len(m.ground.edges) * m.types * 2)
	return sum + costs + float64(len(m.in.hosts))*(each+4*float64(m.types)*largest) + edges*(2*largest+each)
}

// most is the largest that a limit counts on one host.
func (f *field) most(l *limit) int64 {
	most := int64(0)
	for _, count := range f.in.tallies[l.position][l.entry] {
		most = max(most, count)
	}
	return most
}

// scale returns the unit that the proof counts in.
func (f *field) scale(p *proof) *scale[int64] {
	if f.whole == nil || f.fine != p.fine {
		f.whole, f.fine = newScale(f.in, p.of(f.in.price(1))/2, p.of, func(r int64) int64 { return r }), p.fine
	}
	return f.whole
}

// evaluate returns the Lagrangian bound of a proof (Geoffrion 1974) over all
// classes and patterns alive, in the proof's unit: no deployment within the limits
// costs less. For every class it also returns the cost of its best pattern, in
// memory that the next call takes.
func (f *field) evaluate(p *proof, limits []*limit, alive [][]int32) (total int64, least []int64) {
	total = f.evaluateEdges(p, limits)
	for r, l := range limits {
		total += p.limit[r] * l.bound
	}
	unit := f.scale(p)
	f.evaluated = p
	least = refill(f.least, len(f.classes), 0)
	f.least = least
	for c := range f.classes {
		class := &f.classes[c]
		if f.model[c] = -1; class.idle(alive[c]) {
			continue
		}
		if f.model[c] = modelOf(f, c, alive, p.phi, limits, p.limit); f.model[c] == c {
			t := &f.tariffs[c]
			t.set(f, c, f.at(p.phi, class), limits, p.limit, unit)
			least[c] = t.cheapest(class.pool, &class.pool.whole, alive[c])
		}
		least[c] = least[f.model[c]]
		total += least[c] * int64(len(class.hosts))
	}
	return total, least
}

// at returns the potentials at a class's place.
func (f *field) at(phi []int64, c *class) []int64 { return phi[c.place*f.types : (c.place+1)*f.types] }

// keep leaves of every class's choices what deployments that cost less than best
// may use, by the proof evaluated last; false if some class has none left. total
// and least are what evaluate returned.
func (f *field) keep(p *proof, alive [][]int32, total int64, least []int64, best solver.Cost) bool {
	gap := p.atLeast(best) - total
	for c, k := range f.model {
		if k != c {
			if k >= 0 {
				alive[c] = alive[k]
			}
			continue
		}
		class := &f.classes[c]
		alive[c] = f.tariffs[c].within(class.pool, &class.pool.whole, alive[c], least[c]+gap)
		if len(alive[c]) == 0 {
			return false
		}
	}
	return true
}

// evaluateEdges returns what traffic between places can lower the bound by;
// more than the demand of one type never needs to cross an edge.
func (f *field) evaluateEdges(p *proof, limits []*limit) int64 {
	total := int64(0)
	for e, edge := range f.ground.edges {
		if edge.b < 0 {
			continue
		}
		cost := p.of(f.in.price(edge.half)) / 2
		for r, l := range limits {
			if l.kind == groundLink && l.of == e {
				cost -= p.limit[r]
			}
		}
		for i := range f.types {
			difference := p.phi[edge.b*f.types+i] - p.phi[edge.a*f.types+i]
			total += min(0, cost-abs(difference)) * int64(f.in.demand)
		}
	}
	return total
}
