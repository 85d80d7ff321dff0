package kariz

import (
	"cmp"
	"slices"

	"qanat/kariz/flow"
	"qanat/solver"
	"qanat/topo"
)

// prepareBounds works out all that the bounds of the lifted layer v share.
func (r *run) prepareBounds(v int) {
	b := &r.search.bounds[v]
	b.beta = r.p.Prices.Bandwidth(1)
	b.cover = r.bag.cheapest(v, r.p.Chain.Demand)
	b.unit, b.first = r.bag.least(v)
	var next []flow.Terminal
	if v < r.reached {
		next = r.layers[v+1].sites
	}
	sites := r.layers[v].sites
	b.in.prepare(r.router.Hops(), r.layers[v-1].sites, sites)
	b.out.prepare(r.router.Hops(), next, sites)
	b.steps, b.wholes = b.steps[:0], 0
	b.hops = resize(b.hops, len(sites))
	for _, z := range sites {
		s := r.envelope(v, z.Rate)
		b.steps = append(b.steps, s)
		b.wholes += s.whole
	}
	b.idle.routed, b.idle.near = false, b.idle.near[:0]
	r.markSpecial(v)
}

// envelope returns the envelope of what instances for rate cost.
func (r *run) envelope(v int, rate topo.Rate) step {
	whole := r.bag.cheapest(v, rate)
	less := min(r.bag.within(v, whole, rate), rate-1)
	fall := whole - r.search.bounds[v].unit*solver.Cost(less)
	return step{whole: whole, less: less, rise: (fall + solver.Cost(rate-less) - 1) / solver.Cost(rate-less)}
}

// markSpecial lists the nodes of layer v and the adjacent ones: their distances
// are not those of other nodes with the same trunk.
func (r *run) markSpecial(v int) {
	b := &r.search.bounds[v]
	b.marks = resize(b.marks, len(r.p.Network.Graph.Nodes))
	b.round++
	b.special = b.special[:0]
	for i := v - 1; i <= min(v+1, r.reached); i++ {
		for _, z := range r.layers[i].sites {
			if b.marks[z.Node] != b.round {
				b.marks[z.Node] = b.round
				b.special = append(b.special, z.Node)
			}
		}
	}
}

// priceMoves prepares the bounds of candidates at node n.
func (r *run) priceMoves(v, n int) {
	b := &r.search.bounds[v]
	b.in.aimAt(r.router.Hops(), n)
	b.out.aimAt(r.router.Hops(), n)
	b.clearMoves()
	for m, z := range b.in.sites {
		if z.Node == n {
			b.own = max(b.own, b.steps[m].whole)
			b.others -= b.steps[m].whole
			continue
		}
		b.addMove(m, b.in.moved(m)+b.out.moved(m))
	}
	slices.SortFunc(b.byHops, bySlope)
	slices.SortFunc(b.byCost, bySlope)
}

// clearMoves begins a candidate whose node is not in the layer.
func (b *bounds) clearMoves() {
	b.byHops, b.byCost = b.byHops[:0], b.byCost[:0]
	b.own, b.others = b.first, b.wholes
	b.closed = resize(b.closed, len(b.in.sites))
	clear(b.closed)
}

// addMove lets site m's traffic move at so many hops more per unit.
func (b *bounds) addMove(m int, hops int32) {
	s, rate := b.steps[m], b.in.sites[m].Rate
	slope := b.beta * solver.Cost(hops)
	b.byHops = append(b.byHops, segment{m, rate, slope})
	b.byCost = append(b.byCost, segment{m, rate - s.less, slope + b.unit - s.rise}, segment{m, s.less, slope})
	b.hops[m] = hops
}

// addHops makes every move take so many hops more per unit.
func (b *bounds) addHops(hops int) {
	more := b.beta * solver.Cost(hops)
	for i := range b.byHops {
		b.byHops[i].slope += more
	}
	for i := range b.byCost {
		b.byCost[i].slope += more
	}
}

func bySlope(a, b segment) int { return cmp.Compare(a.slope, b.slope) }
