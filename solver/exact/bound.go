package exact

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// proof is a dual vector in integers: every value in billionths of cost divided
// by fine. Any such vector proves a lower bound; how it was found is no matter.
type proof struct {
	duals[int64]
	fine int64
}

// maxCount is the most instances of an offering that bounds allow for in one
// place.
const maxCount = 1000

// round takes the duals of a linear program to integers, with the signs that
// limits require, as finely as 64 bits allow without overflow.
func (m *master) round(y []float64, limits []*limit) *proof {
	// Each of the terms that the bound adds is at most this large.
	parts := float64((m.types + 2) * (len(m.in.hosts) + len(m.arcs) + len(limits) + 64))
	most := math.Ldexp(1, 62) / 4 / parts
	largest := 1.0
	for _, v := range y {
		largest = max(largest, math.Abs(v))
	}
	p := &proof{fine: 2}
	for p.fine < 1<<20 && largest*m.unit*float64(2*p.fine) < most {
		p.fine *= 2
	}
	exact := func(v, unit float64) int64 {
		return int64(math.Round(max(-most, min(most, v*m.unit*float64(p.fine))) / unit))
	}
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
		if l.kind == instances {
			v = max(-int64(most)/maxCount, min(int64(most)/maxCount, v))
		}
		if l.least {
			v = max(0, v)
		} else {
			v = min(0, v)
		}
		p.limit = append(p.limit, v)
	}
	return p
}

// evaluate returns the Lagrangian bound of a proof (Geoffrion 1974) over all
// patterns alive: no deployment within the limits costs less. For every group
// it also returns by how much each choice alive is worse than the group's best.
func (m *master) evaluate(p *proof, limits []*limit, alive [][]int32) (solver.Cost, [][]int64) {
	total := int64(0)
	for r, l := range limits {
		total += p.limit[r] * l.bound
	}
	unit := scale[int64]{demand: int64(m.in.demand), cost: p.fine, half: m.in.price(1) * (p.fine / 2)}
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
	return solver.Cost(floorDiv(total, p.fine)), excess
}

// evaluateArcs returns what traffic on the fabric's edges can lower the bound
// by; more than the demand of one type never needs to cross an edge.
func (m *master) evaluateArcs(p *proof, limits []*limit) int64 {
	total := int64(0)
	for e, edge := range m.fab.edges {
		cost := m.in.price(edge.half) * (p.fine / 2)
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

func floorDiv(a, b int64) int64 {
	if q := a / b; q*b > a {
		return q - 1
	} else {
		return q
	}
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
