package exact

import (
	"cmp"
	"slices"

	"qanat/solver"
)

// root is the linear relaxation over all hosts, solved over the few that its
// prices make attractive: the others are priced with potentials extended to
// where they are, and called in while any of them could lower the cost. Most
// hosts of a large network are never looked at twice.
type root struct {
	in     *instance
	fine   int
	bound  solver.Cost // of every deployment
	excess [][]int64   // per host and choice of its pool: how much worse than the host's best
	pivots int
	rounds int
}

// callIn is the number of hosts that join the relaxation at a time.
const callIn = 8

// relaxRoot solves the relaxation, beginning with the hosts marked. It returns
// nil if some host has too many patterns.
func (in *instance) relaxRoot(active []bool, limits Limits) *root {
	r := &root{in: in}
	for {
		sub := in.only(active, nil)
		m := newMaster(sub, sub.tree(true), nil)
		if m == nil {
			return nil
		}
		q := &search{master: m, limits: limits, grid: grid{gap: 1}, best: maxCost}
		n := q.rootNode()
		var ok bool
		if n.basis, ok = q.start(n); !ok {
			return nil
		}
		q.relax(n)
		r.rounds += q.rounds
		r.pivots += q.pivots
		if called, ok := in.call(m, n, active); !ok {
			return nil
		} else if !called {
			if !r.prove(m, n) {
				return nil
			}
			return r
		}
	}
}

// attraction is a host with the reduced cost of its best pattern.
type attraction struct {
	host int
	cost float64
}

// call marks the most attractive hosts that are not active yet.
func (in *instance) call(m *master, n *node, active []bool) (called, ok bool) {
	demand := float64(in.demand)
	half := float64(in.price(1)) / 2 * demand / m.unit
	phi := spread(m, n.basis.Dual[:m.fab.nodes*m.types], half)
	unit := scale[float64]{demand: 1, cost: func(c int64) float64 { return float64(c) / m.unit }, half: half}
	var found []attraction
	for k := range in.hosts {
		if active[k] {
			continue
		}
		at := phi[in.land.tree.home[in.land.attach[in.hosts[k].node]]*m.types:][:m.types]
		if slices.Max(at)-slices.Min(at) <= 4*half {
			continue // what crosses its link twice cannot pay
		}
		p := in.poolFor(&in.hosts[k])
		if p == nil {
			return false, false
		}
		t := newTariff(in, p.role, at, 2, unit)
		if _, least := cheapest(p, t, p.share, p.crossing, nil, nil); least < -reducedCostTolerance {
			found = append(found, attraction{k, least})
		}
	}
	slices.SortStableFunc(found, func(a, b attraction) int { return cmp.Compare(a.cost, b.cost) })
	for _, a := range found[:min(len(found), callIn)] {
		active[a.host] = true
	}
	return len(found) > 0, true
}

// spread extends potentials of a tree's nodes to all clusters.
func spread[T number](m *master, node []T, half T) []T {
	h := m.in.land.tree
	phi, known := make([]T, len(h.parent)*m.types), make([]bool, len(h.parent))
	for v, c := range m.fab.cluster {
		copy(phi[c*m.types:(c+1)*m.types], node[v*m.types:])
		known[c] = true
	}
	extend(h, phi, known, m.types, half)
	return phi
}

// prove evaluates the bound over all hosts in integers.
func (r *root) prove(m *master, n *node) bool {
	in := r.in
	p := m.round(n.basis.Dual, nil)
	half := p.of(in.price(1)) / 2
	phi := spread(m, p.node, half)
	unit := scale[int64]{demand: int64(in.demand), cost: p.of, half: half}
	total := m.evaluateArcs(p, nil)
	r.fine, r.excess = p.fine, make([][]int64, len(in.hosts))
	for k := range in.hosts {
		pool := in.poolFor(&in.hosts[k])
		if pool == nil {
			return false
		}
		at := phi[in.land.tree.home[in.land.attach[in.hosts[k].node]]*m.types:][:m.types]
		t := newTariff(in, pool.role, at, 2, unit)
		_, least := cheapest(pool, t, pool.rates, pool.turns, nil, &r.excess[k])
		for c := range r.excess[k] {
			r.excess[k][c] -= least
		}
		total += least
	}
	r.bound = p.floor(total)
	return true
}

// live returns per host the choices that may be part of a deployment that costs
// less than best, which hosts may do anything at all, and whether there can be
// such a deployment.
func (r *root) live(best solver.Cost) (choices [][]int32, used []bool, any bool) {
	p := proof{fine: r.fine}
	choices, used = make([][]int32, len(r.in.hosts)), make([]bool, len(r.in.hosts))
	for k, excess := range r.excess {
		for c, e := range excess {
			if r.bound+p.floor(e) < best {
				choices[k] = append(choices[k], int32(c))
			}
		}
		if len(choices[k]) == 0 {
			return nil, nil, false
		}
		// The first choice of every pool is to do nothing.
		used[k] = r.in.hosts[k].role != plain || len(choices[k]) > 1 || choices[k][0] != 0
	}
	return choices, used, true
}

// only returns the instance with the hosts that are marked and, if alive is not
// nil, what they may choose.
func (in *instance) only(marked []bool, alive [][]int32) *instance {
	sub := *in
	sub.hosts, sub.alive = nil, nil
	for k := range in.hosts {
		if marked[k] {
			sub.hosts = append(sub.hosts, in.hosts[k])
			if alive != nil {
				sub.alive = append(sub.alive, alive[k])
			}
		}
	}
	return &sub
}
