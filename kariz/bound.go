package kariz

import (
	"math"

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

	idle    idle
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

// bound returns the least that rerouting and the instances of the layer cost
// after an action at a node that has so much of it here and gets at most more.
func (b *bounds) bound(here, more topo.Rate) solver.Cost {
	best := b.cover + b.most(b.byHops, more, 0)
	best = max(best, b.others+b.unit*solver.Cost(here)+b.most(b.byCost, more, 0))
	best = max(best, b.others+b.own+b.most(b.byCost, more, b.unit))
	return b.before() + min(best, b.wholes)
}

// boundClosed bounds the cost as bound does, for an action that closes the sites
// marked in closed, which process as much as taken.
func (r *run) boundClosed(v int, here, more, taken topo.Rate) solver.Cost {
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
	return b.before() + moved + max(others+own, b.cover+b.most(b.byHops, more-taken, 0))
}

// boundByTransport bounds the cost of the rooms at hand once open has closed
// some. The transports into and out of them, each alone and over bare hops, cost
// no more than what links with capacities allow. It is better than boundClosed,
// which takes the price of the first unit for all that moves, and dearer.
func (r *run) boundByTransport(v int) solver.Cost {
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
