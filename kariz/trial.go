package kariz

import (
	"qanat/kariz/flow"
	"qanat/solver"
	"qanat/topo"
)

// trial is the scratch for trying what happens to a layer when its nodes are
// given other rooms.
type trial struct {
	rooms  []flow.Terminal
	closed []int
	// closings are the sites that may be closed next.
	closings []closing
	inner    flow.Request
	flows    []flow.Flow // of the traffic into the layer, where it is routed first
}

// closing is a site with a bound on the cost of closing it.
type closing struct {
	site  int
	bound solver.Cost
}

// lift takes layer v out of the solution: its instances, the traffic into it
// and, if it is routed yet, out of it. All actions of the layer are tried while
// it is lifted.
func (r *run) lift(v int) {
	r.occupy(v, -1)
	r.hold(v-1, -1)
	r.hold(v, -1)
}

// put undoes lift.
func (r *run) put(v int) {
	r.occupy(v, 1)
	r.hold(v-1, 1)
	r.hold(v, 1)
}

// lifted returns the part of the cost that lift takes out.
func (r *run) lifted(v int) solver.Cost {
	sum := r.layers[v].cost
	for _, flows := range r.flows[v-1 : v+1] {
		for _, x := range flows {
			sum += r.p.Prices.Bandwidth(x.Rate)
		}
	}
	return sum
}

// try routes the traffic of the lifted layer v anew, given the most that each
// node may process, and returns what this and the instances cost.
func (r *run) try(v int, rooms []flow.Terminal) (cost solver.Cost, fits bool) {
	hops, fits := r.reroute(v, rooms)
	if !fits {
		return 0, false
	}
	cost = r.p.Prices.Bandwidth(topo.Rate(hops))
	for _, z := range r.taken {
		c := r.bag.cover(v, r.freeAt(z.Node), z.Rate)
		if !c.ok {
			return 0, false
		}
		cost += c.cost
	}
	return cost, true
}

// reroute routes the traffic into layer v and, if traffic went beyond, out of
// it. It leaves the allocations in taken.
func (r *run) reroute(v int, rooms []flow.Terminal) (rateHops int64, fits bool) {
	switch {
	case v == r.reached:
		r.request = r.between(v-1, v)
		r.request.Sinks = rooms
		fits = r.router.Route(&r.request)
		r.taken = r.router.AppendSinks(r.taken[:0])
	case r.options.Reroute == "sequential":
		return r.rerouteSequentially(v, rooms)
	default:
		r.request = r.between(v-1, v+1)
		r.request.Through = rooms
		fits = r.router.Route(&r.request)
		r.taken = r.router.AppendThrough(r.taken[:0])
	}
	return r.router.RateHops(), fits
}

// rerouteSequentially routes the traffic into layer v first, and then what
// leaves it from where it arrived.
func (r *run) rerouteSequentially(v int, rooms []flow.Terminal) (rateHops int64, fits bool) {
	t := &r.trial
	t.inner = r.between(v-1, v)
	t.inner.Sinks = rooms
	if !r.router.Route(&t.inner) {
		return 0, false
	}
	rateHops = r.router.RateHops()
	r.taken = r.router.AppendSinks(r.taken[:0])
	t.flows = r.router.AppendFlows(t.flows[:0], 0)
	r.holdAll(t.flows, 1)
	r.request = r.between(v, v+1)
	r.request.Sources = r.taken
	fits = r.router.Route(&r.request)
	r.holdAll(t.flows, -1)
	return rateHops + r.router.RateHops(), fits
}

// keep makes what was tried last the solution for the lifted layer v.
func (r *run) keep(v int) {
	sequential := v < r.reached && r.options.Reroute == "sequential"
	if sequential {
		r.flows[v-1] = append(r.flows[v-1][:0], r.trial.flows...)
		r.hold(v-1, 1)
	} else {
		r.keepFlows(v-1, 0)
	}
	switch {
	case sequential:
		r.keepFlows(v, 0)
	case v < r.reached:
		r.keepFlows(v, 1)
	}
	r.install(v)
	r.price()
}
