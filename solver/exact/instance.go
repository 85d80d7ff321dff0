package exact

import (
	"math"
	"slices"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/topo"
)

// role tells what a host is to the chain.
type role uint8

const (
	plain role = iota
	source
	target
)

// host is a node that may process some of the chain, or one of its endpoints.
type host struct {
	node int
	role role
	free []int64 // what it has left, cut to the most the chain can use
	// cap is the most that any position can get on the host: all of what a
	// plain leaf processes crosses its link twice.
	cap topo.Rate
	// link is the leaf's only link and spare what is left of it; for other
	// nodes link is -1.
	link  int
	spare topo.Rate
	pool  *pool // once poolFor was asked
}

// instance is one problem made ready for the search.
type instance struct {
	*recipe
	problem *solver.Problem
	land    *terrain
	memory  *memory
	demand  topo.Rate
	hosts   []host // in order of nodes
	// apart is the distance between source and target, once asked for.
	apart int
	// served is the most that all hosts together can process, per position.
	served []topo.Rate
	// alive lists, per host, the choices of its pool that are left; nil stands
	// for all.
	alive [][]int32
	// waste is how much of a position's throughput may remain unused, on all
	// hosts together; nil stands for any.
	waste []topo.Rate
}

// low returns the least that step k of position i may serve on a host.
func (in *instance) low(i, k int) topo.Rate {
	s := &in.steps[i][k]
	if in.waste == nil || k == 0 {
		return s.low
	}
	return max(s.low, s.full-in.waste[i])
}

// positions returns the length of the reduced chain.
func (in *instance) positions() int { return len(in.steps) }

// newInstance selects the hosts that matter.
func newInstance(p *solver.Problem, land *terrain, r *recipe, memory *memory) *instance {
	in := &instance{recipe: r, problem: p, land: land, memory: memory, demand: p.Chain.Demand, served: make([]topo.Rate, len(r.steps))}
	in.hosts = memory.hosts[:0]
	for m := range p.Network.Graph.Nodes {
		h := in.host(m)
		if in.serve(&h) || h.role != plain {
			in.hosts = append(in.hosts, h)
		}
	}
	memory.hosts = in.hosts
	return in
}

// host describes node m.
func (in *instance) host(m int) host {
	p := in.problem
	h := host{node: m, cap: in.demand, link: -1, spare: math.MaxInt64}
	switch m {
	case p.Chain.Source:
		h.role = source
	case p.Chain.Target:
		h.role = target
	}
	h.free = in.memory.counts.keep(p.Network.FreeAt(m))
	for k, f := range h.free {
		h.free[k] = min(f, in.useful[k])
	}
	if in.land.leaf(m) {
		h.link = p.Network.Graph.Out(m)[0].Link()
		h.spare = p.Network.Spare[h.link]
		if h.role == plain {
			h.cap = min(h.cap, h.spare/2)
		}
	}
	return h
}

// serve adds what a host can process to that of the others and tells whether it
// can process anything.
func (in *instance) serve(h *host) bool {
	useful := false
	for i, steps := range in.steps {
		best := topo.Rate(0)
		for k := range steps {
			if rate := min(h.cap, steps[k].rate); rate > best && fits(steps[k].demand, h.free) {
				best = rate
			}
		}
		in.served[i] += best
		useful = useful || best > 0
	}
	return useful
}

// lack returns what the hosts have too little of to hold the chain, in words
// too, or nil if that is not obvious.
func (in *instance) lack() (lack *certificate.Lack, reason string) {
	for i, position := range in.position {
		if in.served[i] < in.demand {
			name := in.problem.Catalogue.Middleboxes[in.problem.Chain.Middleboxes[position-1]].Name
			return &certificate.Lack{Position: position}, "all hosts together cannot process the demand with middlebox " + name
		}
	}
	for k, need := range in.use {
		have := int64(0)
		for h := range in.hosts {
			have += in.hosts[h].free[k]
		}
		if have < need {
			return &certificate.Lack{Resource: k}, "all hosts together lack " + in.problem.Network.Graph.Resources[k]
		}
	}
	return nil, ""
}

// begin marks the hosts that a relaxation begins with: the endpoints and those
// of a known deployment.
func (in *instance) begin(known *solver.Deployment) []bool {
	active := make([]bool, len(in.hosts))
	for k := range in.hosts {
		active[k] = in.hosts[k].role != plain || known != nil &&
			slices.ContainsFunc(known.Allocations, func(a solver.Allocation) bool { return a.Node == in.hosts[k].node })
	}
	return active
}

// ceiling is a cost that no optimal deployment exceeds: all of every host, and
// every type of traffic along a path through every node.
func (in *instance) ceiling() solver.Cost {
	sum := solver.Cost(0)
	for k := range in.hosts {
		sum += in.problem.Prices.Resources(in.hosts[k].free)
	}
	// Full links can force detours, so not even a hierarchy's height bounds paths.
	hops := len(in.land.graph.Nodes)
	return sum + in.problem.Prices.Bandwidth(in.demand)*solver.Cost(hops*(in.positions()+1))
}

// distance is the number of hops between source and target.
func (in *instance) distance() int {
	if in.apart == 0 {
		in.apart = hops(in.land.graph, in.find(source).node)[in.find(target).node]
	}
	return in.apart
}

// find returns the host with the role; both always exist.
func (in *instance) find(r role) *host {
	return &in.hosts[slices.IndexFunc(in.hosts, func(h host) bool { return h.role == r })]
}
