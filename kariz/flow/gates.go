package flow

import "qanat/topo"

// gates are the nodes of a layer with what may still pass at each.
type gates struct {
	run   uint32
	slots []gate // by node
	order []int32
}

type gate struct {
	run        uint32 // the request in which left and used are valid
	left, used topo.Rate
	listed     bool
}

func (g *gates) reset(run uint32) {
	g.run = run
	g.order = g.order[:0]
}

func (g *gates) open(t Terminal) { g.slots[t.Node] = gate{run: g.run, left: t.Rate} }

// known tells whether the node was opened in this request.
func (g *gates) known(node int) bool { return g.slots[node].run == g.run }

// left returns what may still pass at a node, used what passes.
func (g *gates) left(node int) topo.Rate {
	if !g.known(node) {
		return 0
	}
	return g.slots[node].left
}

func (g *gates) used(node int) topo.Rate {
	if !g.known(node) {
		return 0
	}
	return g.slots[node].used
}

// pass lets rate through, or takes it back where it is negative.
func (g *gates) pass(node int, rate topo.Rate) {
	s := &g.slots[node]
	if !s.listed {
		s.listed = true
		g.order = append(g.order, int32(node))
	}
	s.used += rate
	s.left -= rate
}

// appendUsed appends the nodes in use, in order of first use.
func (g *gates) appendUsed(dst []Terminal) []Terminal {
	for _, node := range g.order {
		if used := g.slots[node].used; used > 0 {
			dst = append(dst, Terminal{Node: int(node), Rate: used})
		}
	}
	return dst
}
