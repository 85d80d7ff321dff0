package flow

import "qanat/topo"

// free returns what is left of a link for both stages together.
func (r *Router) free(link int) topo.Rate {
	f0, f1 := r.stages[0].rate[link], r.stages[1].rate[link]
	return r.req.Spare[link] - r.req.Held[link] - max(f0, -f0) - max(f1, -f1)
}

// returning returns the flow of a stage against arc a: what sending over a
// would take back.
func (r *Router) returning(stage int, a topo.Arc) topo.Rate {
	rate := r.stages[stage].rate[a>>1]
	if a&1 == 0 {
		return -rate
	}
	return rate
}

// room returns what may still end at a node.
func (r *Router) room(node int) topo.Rate {
	if r.req.Anywhere != nil && !r.sinks.known(node) {
		r.sinks.open(Terminal{Node: node, Rate: r.req.Anywhere(node)})
	}
	return r.sinks.left(node)
}

// potential returns vertex u's potential: at first its distance to the sinks in
// the bare graph, zero where sinks may be anywhere.
func (r *Router) potential(u int32) int32 {
	v := &r.search.vertices[u]
	if v.run == r.run {
		return v.potential
	}
	v.run = r.run
	node := int(u)
	switch {
	case r.last == 0:
		v.potential = r.toSinks(node)
	case node >= r.search.nodes:
		v.potential = r.toSinks(node - r.search.nodes)
	default:
		v.potential = Far
		for i, m := range r.layer {
			v.potential = min(v.potential, int32(r.hops.Between(m, node))+r.beyond[i])
		}
	}
	return v.potential
}

// toSinks returns the hops from a node to the nearest sink of the request.
func (r *Router) toSinks(node int) int32 {
	if r.req.Anywhere != nil {
		return 0
	}
	nearest := Far
	for _, t := range r.req.Sinks { // those without room too: still a bound
		nearest = min(nearest, r.hops.Between(t.Node, node))
	}
	return int32(nearest)
}
