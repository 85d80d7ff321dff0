package kariz

import (
	"math"
	"slices"
	"sort"

	"qanat/kariz/flow"
	"qanat/solver"
	"qanat/topo"
)

// gather adds the candidates of the lifted layer v whose bound is admissible:
// all others cannot be performed.
func (r *run) gather(v int) {
	b := &r.search.bounds[v]
	rest := r.cost - r.lifted(v)
	r.prepareBounds(v)
	for _, m := range b.special {
		r.gatherAt(v, m, rest)
	}
	farthest := r.farthest(v, rest)
	hops := r.router.Hops()
	for t := range hops.Trunks() {
		if b.nearest(t) <= farthest {
			r.gatherAround(v, t, rest)
		}
	}
}

// gatherAround adds the candidates of layer v at trunk node t and its leaves, but
// for special nodes. Whether leaves are idle takes a flow to find out, so that
// is first asked when a candidate shows.
func (r *run) gatherAround(v, t int, rest solver.Cost) {
	s, hops := &r.search, r.router.Hops()
	b := &s.bounds[v]
	s.peers.reset()
	asked, idle, ordered := false, false, s.peers.ordered[t]
	for _, m := range hops.Members(t) {
		n, leaf, listed := int(m), hops.Stem(int(m)) == 1, len(s.candidates)
		if b.marks[n] == b.round {
			s.peers.reset()
			continue
		}
		if leaf && !asked && b.idle.routed {
			asked, idle = true, r.idleAt(v, n, rest)
		}
		if leaf && idle || ordered && r.redundant(n) {
			continue
		}
		r.gatherAt(v, n, rest)
		if leaf && !asked && len(s.candidates) > listed {
			asked, idle = true, r.idleAt(v, n, rest)
		}
		if leaf && idle {
			s.candidates = s.candidates[:listed]
		}
	}
}

// gatherAt adds the candidates at one node.
func (r *run) gatherAt(v, n int, rest solver.Cost) {
	room := r.room(v, n)
	if room == 0 {
		return
	}
	b := &r.search.bounds[v]
	here := r.allocated(v, n)
	r.priceMoves(v, n)
	pass := r.passes(v, n)
	for _, d := range r.deltasAt(v, here, room) {
		bound := rest + b.bound(here, min(d, r.p.Chain.Demand-here, pass-here))
		if r.admissible(r.cost - bound) {
			r.search.candidates = append(r.search.candidates, candidate{position: v, node: n, delta: d, bound: bound})
		}
	}
}

// passes bounds the throughput of a leaf by its link, over which all traffic
// comes and goes but what the adjacent layers process on the spot.
func (r *run) passes(v, n int) topo.Rate {
	out := r.p.Network.Graph.Out(n)
	if len(out) != 1 {
		return r.p.Chain.Demand
	}
	link := out[0].Link()
	free := max(0, r.p.Network.Spare[link]-r.held[link]) + r.allocated(v-1, n)
	if v == r.reached {
		return free
	}
	return (free + r.allocated(v+1, n)) / 2
}

// farthest returns the most hops that moving a unit to a node of no layer may
// add so that an action there could be admissible.
func (r *run) farthest(v int, rest solver.Cost) int32 {
	const most = 8 * flow.Far
	b := &r.search.bounds[v]
	b.clearMoves()
	for m := range b.in.sites {
		b.addMove(m, 0)
	}
	slices.SortFunc(b.byCost, bySlope)
	hops := 0 // that all slopes are for: their order is the same for any
	return int32(sort.Search(2*most, func(i int) bool {
		b.addHops(i - most - hops)
		hops = i - most
		return !r.admissible(r.cost - rest - b.bound(0, r.p.Chain.Demand))
	}) - most - 1)
}

// nearest returns the least hops that moving a unit to a node with trunk t adds,
// its stem left out.
func (b *bounds) nearest(t int) int32 {
	b.in.aimAtTrunk(t)
	b.out.aimAtTrunk(t)
	least := int32(math.MaxInt32)
	for m := range b.in.sites {
		least = min(least, b.in.moved(m)+b.out.moved(m))
	}
	return least
}
