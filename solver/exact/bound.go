package exact

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// proof is a dual vector in integers: every value in billionths of cost times
// 2^fine. Any such vector proves a lower bound; how it was found is no matter.
type proof struct {
	duals[int64]
	fine int
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

// floor returns a value in the proof's unit as a cost, rounded down.
func (p *proof) floor(v int64) solver.Cost {
	if p.fine >= 0 {
		return solver.Cost(v >> p.fine)
	}
	return solver.Cost(v << -p.fine)
}

// round takes the duals of a linear program to integers, with the signs that
// limits require, as finely as 64 bits allow without overflow.
func (m *master) round(y []float64, limits []*limit) *proof {
	p := &proof{fine: finest}
	for most := m.weight(y, limits) * m.unit; p.fine > coarsest && math.Ldexp(most, p.fine) > 1<<61; {
		p.fine--
	}
	exact := func(v, unit float64) int64 { return int64(math.Round(math.Ldexp(v*m.unit, p.fine) / unit)) }
	demand := float64(m.in.demand)
	for r := range m.fab.nodes * m.types {
		p.node = append(p.node, exact(y[r], demand))
	}
	for r, l := range limits {
		unit := demand
		if l.kind == instances {
			unit = 1
		}
		v := exact(y[m.fixedRows()+r], unit)
		if l.least {
			v = max(0, v)
		} else {
			v = min(0, v)
		}
		p.limit = append(p.limit, v)
	}
	return p
}

// weight bounds the sum of all terms that an evaluation adds at duals y.
func (m *master) weight(y []float64, limits []*limit) float64 {
	largest, each, sum := 0.0, 0.0, 0.0
	for _, v := range y[:m.fab.nodes*m.types] {
		largest = max(largest, math.Abs(v))
	}
	for r, l := range limits {
		v := math.Abs(y[m.fixedRows()+r])
		if l.kind == instances {
			each += v * float64(m.most(l))
		} else {
			each += 2 * float64(m.types) * v
		}
		sum += v * m.bound(l)
	}
	hosts := float64(len(m.in.hosts))
	costs := float64(m.in.ceiling()) / m.unit
	return sum + costs + hosts*(each+4*float64(m.types)*largest) + float64(len(m.arcs))*(2*largest+each)
}

// most is the largest number of instances of a limit on one host.
func (m *master) most(l *limit) int {
	most := 0
	for k := range m.in.steps[l.position] {
		most = max(most, m.in.steps[l.position][k].counts[l.offering])
	}
	return most
}

// evaluate returns the Lagrangian bound of a proof (Geoffrion 1974) over all
// patterns alive: no deployment within the limits costs less. For every group
// it also returns by how much each choice alive is worse than the group's best.
func (m *master) evaluate(p *proof, limits []*limit, alive [][]int32) (solver.Cost, [][]int64) {
	total := int64(0)
	for r, l := range limits {
		total += p.limit[r] * l.bound
	}
	unit := scale[int64]{demand: int64(m.in.demand), cost: p.of, half: p.of(m.in.price(1)) / 2}
	excess := make([][]int64, len(m.groups))
	for g := range m.groups {
		group := &m.groups[g]
		t := tariffOf(m, g, &p.duals, limits, unit)
		_, least := cheapest(group.pool, t, group.pool.rates, group.pool.turns, alive[g], &excess[g])
		for k := range excess[g] {
			excess[g][k] -= least
		}
		total += least * int64(len(group.hosts))
	}
	total += m.evaluateArcs(p, limits)
	return p.floor(total), excess
}

// evaluateArcs returns what traffic on the fabric's edges can lower the bound
// by; more than the demand of one type never needs to cross an edge.
func (m *master) evaluateArcs(p *proof, limits []*limit) int64 {
	total := int64(0)
	for e, edge := range m.fab.edges {
		cost := p.of(m.in.price(edge.half)) / 2
		for r, l := range limits {
			if l.kind == fabricLink && l.of == e {
				cost -= p.limit[r]
			}
		}
		for i := range m.types {
			difference := p.node[m.node(edge.b, i)] - p.node[m.node(edge.a, i)]
			total += min(0, cost-abs(difference)) * int64(m.in.demand)
		}
	}
	return total
}

// grid is the set of costs that deployments can have: offset plus a multiple of
// gap.
type grid struct{ offset, gap solver.Cost }

// ceil returns the least cost on the grid that is at least c.
func (g grid) ceil(c solver.Cost) solver.Cost {
	rest := (c - g.offset) % g.gap
	if rest < 0 {
		rest += g.gap
	}
	if rest == 0 {
		return c
	}
	return c + g.gap - rest
}

// gridOf returns the costs possible on the fabric. With instances chosen and no
// limits on links, an optimal flow splits traffic only into multiples of what
// instances and demand have in common; any two ways from source to target
// differ by twice the length of some edges. With links limited only whole
// kbit/s are sure.
func (m *master) gridOf(offset solver.Cost, linksLimited bool) grid {
	rate, half := int64(m.in.demand), int64(0)
	for k := range m.groups {
		rate = gcd(rate, int64(m.in.hosts[m.groups[k].hosts[0]].cap))
		half = gcd(half, m.groups[k].reach)
	}
	gap := int64(0)
	for _, steps := range m.in.steps {
		for k := range steps {
			rate = gcd(rate, int64(steps[k].rate))
			gap = gcd(gap, int64(steps[k].cost))
		}
	}
	for _, e := range m.fab.edges {
		half = gcd(half, e.half)
	}
	if linksLimited {
		rate, half = int64(topo.Kbps), 1
	}
	gap = gcd(gap, rate*half*m.in.price(1))
	return grid{offset, max(1, solver.Cost(gap))}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
