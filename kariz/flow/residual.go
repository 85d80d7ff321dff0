package flow

import "qanat/topo"

// link is what a request knows of one link, side by side in memory.
type link struct {
	run  uint32 // the request in which the rest is valid
	used [2]bool
	// rate is the flow of each stage, positive from A to B.
	rate [2]topo.Rate
	left topo.Rate // of what the request may use
}

// link returns link l as the request has it.
func (r *Router) link(l int) *link {
	k := &r.links[l]
	if k.run != r.run {
		*k = link{run: r.run, left: r.req.Spare[l] - r.req.Held[l]}
	}
	return k
}

// returning returns the flow of a stage against arc a: what sending over a
// would take back.
func (k *link) returning(stage int, a topo.Arc) topo.Rate {
	if a&1 == 0 {
		return -k.rate[stage]
	}
	return k.rate[stage]
}

// send adds amount to the flow of a stage over arc a.
func (r *Router) send(stage int, a topo.Arc, amount topo.Rate) {
	k := r.link(a.Link())
	if !k.used[stage] {
		k.used[stage] = true
		r.used[stage] = append(r.used[stage], int32(a.Link()))
	}
	if a&1 == 1 {
		amount = -amount
	}
	before := k.rate[stage]
	k.rate[stage] += amount
	k.left += max(before, -before) - max(k.rate[stage], -k.rate[stage])
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
	case node >= r.search.nodes:
		v.potential = r.toSinks(node - r.search.nodes)
		return v.potential
	case r.last == 0:
		v.potential = r.toSinks(node)
	default:
		v.potential = r.nearest(r.layer, node)
	}
	r.sighted = append(r.sighted, sighting{r.hops.trunk[node], v.potential - r.hops.stem[node]})
	return v.potential
}

// aim is a node that paths may lead to, with the hops there and on from it.
type aim struct {
	node   int
	row    []uint16 // hops from its trunk node to every other
	beyond int32    // hops from its trunk node to it and to where paths end
}

// aimAt describes a node from which paths go on for so many hops.
func (r *Router) aimAt(node int, beyond int32) aim {
	return aim{node: node, row: r.hops.Row(node), beyond: int32(r.hops.Stem(node)) + beyond}
}

// nearest returns the hops from a node by way of the nearest aim to the end.
func (r *Router) nearest(aims []aim, node int) int32 {
	trunk, stem, least := r.hops.Trunk(node), int32(r.hops.Stem(node)), int32(Far)
	for i := range aims {
		a := &aims[i]
		if a.node == node {
			least = min(least, a.beyond-stem)
		} else {
			least = min(least, stem+int32(a.row[trunk])+a.beyond)
		}
	}
	return least
}

// toSinks returns the hops from a node to the nearest sink of the request.
func (r *Router) toSinks(node int) int32 {
	if r.req.Anywhere != nil {
		return 0
	}
	return r.nearest(r.ends, node)
}
