package kariz

import (
	"slices"

	"qanat/solver"
)

// idle decides where leaves are so far away that no action of a layer can be
// performed there, although bounds on moving some traffic do not say so.
//
// Flow takes the fewest hops, whatever instances cost. So where a leaf is out of
// the way, add changes nothing, and open makes traffic go there only by closing
// a site: a whole site has to move.
type idle struct {
	routed, stuck bool    // whether stuck is known: no improvement by routing anew
	near          []int32 // hops of a leaf, by anchor
	dear          bool    // closing any site for a leaf so near is no improvement
}

// idleAt tells whether no action at the leaves that share a trunk node with this
// one can be performed on the lifted layer v, but for special ones, of which
// this is none. rest is the cost of what is not lifted.
func (r *run) idleAt(v, leaf int, rest solver.Cost) bool {
	b := &r.search.bounds[v]
	i := &b.idle
	b.in.aimAt(r.router.Hops(), leaf)
	b.out.aimAt(r.router.Hops(), leaf)
	in := len(b.in.near)
	if len(i.near) == 0 || !slices.Equal(i.near[:in], b.in.near) || !slices.Equal(i.near[in:], b.out.near) {
		i.near = append(append(i.near[:0], b.in.near...), b.out.near...)
		i.dear = r.dearToOpen(v, leaf, rest)
	}
	return i.dear && r.stuck(v, rest) && r.router.Ignores(leaf)
}

// dearToOpen tells whether no site can be closed in favour of a leaf of no layer
// so that this is admissible. Closing more of them is no cheaper than the bound
// for one, which lets what else there is move too.
func (r *run) dearToOpen(v, leaf int, rest solver.Cost) bool {
	b := &r.search.bounds[v]
	r.priceMoves(v, leaf)
	for m, z := range b.in.sites {
		b.closed[m] = true
		bound := r.boundClosed(v, 0, r.p.Chain.Demand, z.Rate)
		b.closed[m] = false
		if r.admissible(r.cost - rest - bound) {
			return false
		}
	}
	return true
}

// stuck tells whether the lifted layer v, with just the rooms that it has, is
// not routed better than it was. It is worked out once, and leaves the router's
// answer for leaves to be compared with.
func (r *run) stuck(v int, rest solver.Cost) bool {
	i := &r.search.bounds[v].idle
	if !i.routed {
		i.routed = true
		cost, fits := r.try(v, r.layers[v].sites)
		sequential := v < r.reached && r.options.Reroute == "sequential" // two answers
		i.stuck = !sequential && !(fits && r.admissible(r.cost-rest-cost))
	}
	return i.stuck
}
