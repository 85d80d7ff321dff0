package exact

import (
	"qanat/solver"
	"qanat/topo"
)

// draft gathers a deployment of the reduced chain.
type draft struct {
	in  *instance
	out solver.Deployment
}

// process lets node m process rate of reduced position i (from 0) with
// instances that demand no more than within. Positions that demand nothing and
// follow are processed at once where the traffic is.
func (d *draft) process(m, i int, rate topo.Rate, within []int64) {
	if rate == 0 {
		return
	}
	position := d.in.position[i]
	for o, count := range d.in.cheapest(i, rate, within).counts {
		if count > 0 {
			d.out.Instances = append(d.out.Instances, solver.Instances{Node: m, Position: position, Offering: o, Count: count})
		}
	}
	d.out.Allocations = append(d.out.Allocations, solver.Allocation{Node: m, Position: position, Rate: rate})
	d.freely(m, i+1, rate)
}

// freely processes at node m what needs no resources between reduced position
// i-1 and i.
func (d *draft) freely(m, i int, rate topo.Rate) {
	for position := d.in.emitted(i) + 1; position <= d.in.typeOf(i); position++ {
		offerings := d.in.problem.Offerings(position)
		for o := range offerings {
			if free(offerings[o]) {
				count := int((rate + offerings[o].Throughput - 1) / offerings[o].Throughput)
				d.out.Instances = append(d.out.Instances, solver.Instances{Node: m, Position: position, Offering: o, Count: count})
				break
			}
		}
		d.out.Allocations = append(d.out.Allocations, solver.Allocation{Node: m, Position: position, Rate: rate})
	}
}

// carry sends rate of reduced type i over an arc.
func (d *draft) carry(i int, a topo.Arc, rate topo.Rate) {
	if rate > 0 {
		d.out.Flows = append(d.out.Flows, solver.Flow{Type: d.in.typeOf(i), Arc: a, Rate: rate})
	}
}

// emitted returns the position whose instances emit reduced type i.
func (in *instance) emitted(i int) int {
	if i == 0 {
		return 0
	}
	return in.position[i-1]
}

// typeOf returns the type in which reduced type i travels: that of the last
// position before the next one that needs resources.
func (in *instance) typeOf(i int) int {
	if i == len(in.position) {
		return len(in.problem.Chain.Middleboxes)
	}
	return in.position[i] - 1
}

// cheapest returns the cheapest step that serves rate and demands no more than
// within in any resource.
func (in *instance) cheapest(i int, rate topo.Rate, within []int64) *step {
	for k := range in.steps[i] {
		if s := &in.steps[i][k]; s.rate >= rate && fits(s.demand, within) {
			return s
		}
	}
	return nil
}

// fromRouter reads the deployment off a router whose stations demand within[i][k].
func (in *instance) fromRouter(r *router, within [][][]int64) *solver.Deployment {
	d := draft{in: in}
	d.freely(r.source, 0, in.demand)
	for i := range r.stations {
		for k, s := range r.stations[i] {
			d.process(s.node, i, s.used, within[i][k])
		}
	}
	arcs := 2 * len(r.net.Graph.Links)
	for i := range r.layers {
		for a, rate := range r.flow[i*arcs : (i+1)*arcs] {
			d.carry(i, topo.Arc(a), rate)
		}
	}
	return &d.out
}

// fromSplit sends the traffic of a split along a one-layer flow.
func (in *instance) fromSplit(r *router, s *splitter) *solver.Deployment {
	d := draft{in: in}
	d.freely(r.source, 0, in.demand)
	z := s.rates()
	for i := range in.steps {
		d.process(r.source, i, z[i+1], in.steps[i][s.source[i]].demand)
		d.process(r.target, i, in.demand-z[i+1], in.steps[i][s.target[i]].demand)
	}
	typed := make([]topo.Rate, len(r.flow))
	for i := range z[1:] {
		clear(typed)
		for rate := z[i] - z[i+1]; rate > 0; {
			rate -= r.peel(rate, typed)
		}
		for a, rate := range typed {
			d.carry(i, topo.Arc(a), rate)
		}
	}
	return &d.out
}

// peel moves up to most of one path's flow, from source to target, into typed.
func (r *router) peel(most topo.Rate, typed []topo.Rate) topo.Rate {
	var path []topo.Arc
	for m := r.source; m != r.target; {
		for _, a := range r.net.Graph.Out(m) {
			if r.flow[a] > 0 {
				path, most, m = append(path, a), min(most, r.flow[a]), r.net.Graph.Head(a)
				break
			}
		}
	}
	for _, a := range path {
		r.flow[a] -= most
		typed[a] += most
	}
	return most
}
