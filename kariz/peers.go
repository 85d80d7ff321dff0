package kariz

import (
	"slices"

	"qanat/kariz/flow"
	"qanat/topo"
)

// peers are the leaves of one trunk node that actions were listed at, since the
// last special node. A leaf just like one of them offers the same actions at the
// same cost: exchanging the two is a symmetry of the network that keeps even the
// order in which searches try arcs, as long as no leaf between them may be
// entered. The first of them comes first among ties, so the others are left out.
// Special leaves, which may be entered, part those before them from those after;
// so searches must meet all leaves in the order of nodes (ordered).
type peers struct {
	leaves []peer
	// ordered tells of every trunk node whether searches meet its leaves in the
	// order of nodes.
	ordered []bool
}

type peer struct {
	spare topo.Rate
	free  []int64
}

// reset begins the next trunk node, or goes on beyond a special node.
func (s *peers) reset() { s.leaves = s.leaves[:0] }

// survey finds out on which trunk nodes searches meet the leaves in order.
func (s *peers) survey(g *topo.Graph, hops *flow.Hops) {
	s.ordered = make([]bool, hops.Trunks())
	for t := range s.ordered {
		last := -1
		s.ordered[t] = true
		for _, m := range hops.Members(t) {
			if out := g.Out(int(m)); len(out) == 1 {
				s.ordered[t] = s.ordered[t] && out[0].Link() >= last
				last = out[0].Link()
			}
		}
	}
}

// redundant tells whether node n is a leaf like one before it, and notes it.
func (r *run) redundant(n int) bool {
	s := &r.search.peers
	out := r.p.Network.Graph.Out(n)
	if len(out) != 1 || r.options.Ties != "first" {
		return false
	}
	link := out[0].Link()
	spare, free := r.p.Network.Spare[link]-r.held[link], r.freeAt(n)
	for i := range s.leaves {
		if s.leaves[i].spare == spare && slices.Equal(s.leaves[i].free, free) {
			return true
		}
	}
	s.leaves = grow(s.leaves, len(s.leaves)+1)
	last := &s.leaves[len(s.leaves)-1]
	last.spare, last.free = spare, append(last.free[:0], free...)
	return false
}
