package kariz

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"qanat/kariz/flow"
	"qanat/solver"
	"qanat/topo"
)

// bounds tells, for one lifted layer, what an action costs at least.
//
// An action moves traffic from the layer's sites to one node n and nowhere else,
// since the room of the others is what they have. Let V(z) be the cost of
// transporting the traffic between the adjacent layers and allocations z over
// bare hop distances: the least that rerouting costs. V is convex, and in the
// direction of moves to one node its slope is a sum over sites: of each move's
// exchange price (side.moved). So V after the action is at least V before it
// plus what moves times its price.
//
// Instances cost at least the cheapest cover of the whole demand on one node of
// unlimited size. They also cost at least what the lower convex envelopes of the
// sites' costs leave where traffic moves away, plus the cheapest unit cost where
// it moves to. Each of the two gives a bound that is linear by segments; what
// moves is chosen greedily to make it least.
type bounds struct {
	in, out side
	scratch side
	beta    solver.Cost // per kbit/s and hop
	cover   solver.Cost // of the whole demand on one node
	unit    solver.Cost // least cost of resources per kbit/s, rounded down
	first   solver.Cost // of the cheapest instance
	steps   []step      // by site
	wholes  solver.Cost // of all sites

	// Of a candidate: what may move, by slope of the bandwidth and of the total
	// cost, and what its own site and the others cost before.
	byHops, byCost []segment
	hops           []int32 // by site: added by what moves
	own, others    solver.Cost
	closed         []bool // by site: closed by the action under way

	special []int // nodes of this layer and the adjacent ones
	marks   []uint32
	round   uint32
}

// step is the lower convex envelope of what a site's instances cost: whole for
// all it processes, falling by rise per unit down to less, and from there by
// bounds.unit.
type step struct {
	whole, rise solver.Cost
	less        topo.Rate
}

// segment is traffic that may move and what the move adds per unit.
type segment struct {
	site  int
	room  topo.Rate
	slope solver.Cost
}

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
		if b.nearest(t) > farthest {
			continue
		}
		r.search.peers.reset()
		for _, m := range hops.Members(t) {
			if b.marks[m] == b.round {
				r.search.peers.reset()
			} else if !r.redundant(int(m)) {
				r.gatherAt(v, int(m), rest)
			}
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

// farthest returns the most hops that moving a unit to a node of no layer may
// add so that an action there could be admissible.
func (r *run) farthest(v int, rest solver.Cost) int32 {
	const most = 8 * flow.Far
	b := &r.search.bounds[v]
	return int32(sort.Search(2*most, func(i int) bool {
		b.clearMoves()
		for m := range b.in.sites {
			b.addMove(m, int32(i-most))
		}
		slices.SortFunc(b.byCost, bySlope)
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

func bySlope(a, b segment) int { return cmp.Compare(a.slope, b.slope) }

// bound returns the least that rerouting and the instances of the layer cost
// after an action at a node that has so much of it here and gets at most more.
func (b *bounds) bound(here, more topo.Rate) solver.Cost {
	best := b.cover + b.most(b.byHops, more, 0)
	best = max(best, b.others+b.unit*solver.Cost(here)+b.most(b.byCost, more, 0))
	best = max(best, b.others+b.own+b.most(b.byCost, more, b.unit))
	return b.before() + min(best, b.wholes)
}

// closing bounds the cost as bound does, for an action that closes the sites
// marked in closed, which process as much as taken.
func (r *run) closing(v int, here, more, taken topo.Rate) solver.Cost {
	b := &r.search.bounds[v]
	moved, others := solver.Cost(0), b.others
	for m, z := range b.in.sites {
		if b.closed[m] {
			moved += b.beta * solver.Cost(b.hops[m]) * solver.Cost(z.Rate)
			others -= b.steps[m].whole
		}
	}
	own := r.bag.cheapest(v, here+taken) + b.most(b.byCost, more-taken, b.unit)
	own = max(own, b.unit*solver.Cost(here+taken)+b.most(b.byCost, more-taken, 0))
	return b.before() + moved + others + own
}

// shut bounds the cost of the rooms at hand once open has closed some: better
// than closing, which takes the price of the first unit for all that moves, but
// at the price of two transports.
func (r *run) shut(v int) solver.Cost {
	b := &r.search.bounds[v]
	rooms := r.trial.rooms
	spare := -r.p.Chain.Demand
	for _, z := range rooms {
		spare += z.Rate
	}
	if spare < 0 {
		return math.MaxInt64
	}
	hops := b.in.within(&b.scratch, rooms) + b.out.within(&b.scratch, rooms)
	return b.beta*solver.Cost(hops) + max(b.cover, r.forced(v, spare))
}

// forced returns the least that instances cost for the rooms at hand, which
// exceed the demand by spare: each takes all it may but that, and if nothing is
// to spare, the cost is exact.
func (r *run) forced(v int, spare topo.Rate) (cost solver.Cost) {
	if spare > 0 && r.bag.first {
		return 0 // covers that put cores first may cost less for more
	}
	for _, z := range r.trial.rooms {
		if z.Rate <= spare {
			continue
		}
		if c := r.bag.cover(v, r.freeAt(z.Node), z.Rate-spare); c.ok {
			cost += c.cost
		}
	}
	return cost
}

// before returns the least cost of bandwidth before an action.
func (b *bounds) before() solver.Cost {
	return b.beta * solver.Cost(b.in.rateHops+b.out.rateHops)
}

// most returns the change of cost, at most 0, by the moves that lower it most,
// each unit less credit. What is closed has moved already.
func (b *bounds) most(moves []segment, limit topo.Rate, credit solver.Cost) (change solver.Cost) {
	for _, s := range moves {
		if s.slope >= credit || limit <= 0 {
			break
		}
		if b.closed[s.site] {
			continue
		}
		part := min(limit, s.room)
		limit -= part
		change += solver.Cost(part) * (s.slope - credit)
	}
	return change
}
