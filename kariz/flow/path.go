package flow

import "qanat/topo"

// path is the one that a search found, as steps from its end to its beginning.
type path struct {
	begin, end int // nodes
	steps      []step
	marks      []uint32 // by link: the search whose path uses it with new flow
}

// step is an arc, or fromCrossing, by which the path enters a node.
type step struct {
	stage, node int
	via         int32
}

// trace reads the path that ends at vertex end off the labels.
func (r *Router) trace(end int32) {
	s := &r.search
	p := &r.path
	stage, node := r.last, int(end)-r.last*s.nodes
	p.end = node
	p.steps = p.steps[:0]
	for {
		via := s.vertices[stage*s.nodes+node].via
		if via == fromSource {
			p.begin = node
			return
		}
		p.steps = append(p.steps, step{stage, node, via})
		if via == fromCrossing {
			stage = 1 - stage
		} else {
			node = r.g.Tail(topo.Arc(via))
		}
	}
}

// bottleneck returns how much the path can carry. It is zero where both stages
// need the last unit of a link.
func (r *Router) bottleneck() topo.Rate {
	p := &r.path
	limit := min(r.room(p.end), r.supplyAt(p.begin).Rate)
	for _, s := range p.steps {
		switch {
		case s.via == fromCrossing && s.stage == 1:
			limit = min(limit, r.through.left(s.node))
		case s.via == fromCrossing:
			limit = min(limit, r.through.used(s.node))
		default:
			limit = min(limit, r.carries(s.stage, topo.Arc(s.via)))
		}
	}
	return limit
}

// carries returns what an arc of the path can carry: what flows against it, or
// else what is free, of which two stages get half each.
func (r *Router) carries(stage int, a topo.Arc) topo.Rate {
	k := r.link(a.Link())
	if back := k.returning(stage, a); back > 0 {
		return back
	}
	if mark := &r.path.marks[a.Link()]; *mark != r.search.round {
		*mark = r.search.round
		return k.left
	}
	return k.left / 2
}

// augment sends amount along the path.
func (r *Router) augment(amount topo.Rate) {
	p := &r.path
	for _, s := range p.steps {
		switch {
		case s.via == fromCrossing && s.stage == 1:
			r.through.pass(s.node, amount)
		case s.via == fromCrossing:
			r.through.pass(s.node, -amount)
		default:
			r.send(s.stage, topo.Arc(s.via), amount)
		}
	}
	r.supplyAt(p.begin).Rate -= amount
	r.sinks.pass(p.end, amount)
}

// supplyAt returns the source at a node. There are few, so it looks at each.
func (r *Router) supplyAt(node int) *Terminal {
	for i := range r.supply {
		if r.supply[i].Node == node {
			return &r.supply[i]
		}
	}
	panic("flow: a path begins where there is no source")
}
