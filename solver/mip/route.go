package mip

import (
	"fmt"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// router sends whole kbit/s through the layered graph within what is left of
// links and of the throughput of placed instances.
type router struct {
	layered
	spare    []topo.Rate // per link
	provided []topo.Rate // per descent: throughput of the instances there
	carried  []topo.Rate // per step
	left     topo.Rate   // demand not yet routed
}

func newRouter(l layered, instances []solver.Instances) *router {
	r := &router{
		layered:  l,
		spare:    slices.Clone(l.p.Network.Spare),
		provided: make([]topo.Rate, l.descents()),
		carried:  make([]topo.Rate, l.steps()),
		left:     l.p.Chain.Demand,
	}
	for _, y := range instances {
		throughput := l.p.Offerings(y.Position)[y.Offering].Throughput
		r.provided[l.state(y.Position-1, y.Node)] += topo.Rate(y.Count) * throughput
	}
	return r
}

// room points at what is left of the capacity that a step uses.
func (r *router) room(step int) *topo.Rate {
	if r.descends(step) {
		return &r.provided[step-r.crossings()]
	}
	_, a := r.crossing(step)
	return &r.spare[a.Link()]
}

// send routes at most want along the steps, as far as there is room, and
// returns how much it was. A link crossed k times needs room for k times that.
func (r *router) send(steps []int, want topo.Rate) topo.Rate {
	times := map[*topo.Rate]topo.Rate{}
	want = min(want, r.left)
	for _, s := range steps {
		room := r.room(s)
		times[room]++
		want = min(want, *room/times[room])
	}
	for _, s := range steps {
		*r.room(s) -= want
		r.carried[s] += want
	}
	r.left -= want
	return want
}

// reroute sends what is left along cheapest paths with room.
func (r *router) reroute() error {
	for r.left > 0 {
		steps := r.cheapest()
		if steps == nil || r.send(steps, r.left) == 0 {
			return fmt.Errorf("%v of the demand fit only in fractions of 1 kbps, which deployments do not have", r.left)
		}
	}
	return nil
}

// cheapest returns the steps with room that cross the fewest links from entry
// to exit, nil if there are none. Crossing a link has one price whatever the
// layer, and descending has none, so states are settled in order of crossings.
func (r *router) cheapest() []int {
	const unreached = 1 << 30
	crossed := slices.Repeat([]int{unreached}, r.states())
	by := make([]int, r.states())
	crossed[r.entry()] = 0
	here, beyond := []int{r.entry()}, []int(nil) // reached by k and by k+1 crossings
	for k := 0; len(here) > 0; k++ {
		for len(here) > 0 {
			state := here[len(here)-1]
			here = here[:len(here)-1]
			r.out(state, func(step int) bool {
				next, list, count := r.head(step), &beyond, k+1
				if r.descends(step) {
					list, count = &here, k
				}
				if *r.room(step) > 0 && count < crossed[next] {
					crossed[next], by[next] = count, step
					*list = append(*list, next)
				}
				return true
			})
		}
		here, beyond = beyond, here
	}
	if crossed[r.exit()] == unreached {
		return nil
	}
	var steps []int
	for state := r.exit(); state != r.entry(); state = r.tail(by[state]) {
		steps = append(steps, by[state])
	}
	return steps
}

// deployment lists what was routed.
func (r *router) deployment(instances []solver.Instances) *solver.Deployment {
	d := &solver.Deployment{Instances: instances}
	for step, rate := range r.carried {
		if rate == 0 {
			continue
		}
		if r.descends(step) {
			at := step - r.crossings()
			d.Allocations = append(d.Allocations, solver.Allocation{
				Node: at % len(r.g.Nodes), Position: at/len(r.g.Nodes) + 1, Rate: rate})
		} else {
			layer, a := r.crossing(step)
			d.Flows = append(d.Flows, solver.Flow{Type: layer, Arc: a, Rate: rate})
		}
	}
	return d
}
