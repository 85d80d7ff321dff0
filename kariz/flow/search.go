package flow

import "qanat/topo"

// search is the scratch of one shortest-path search over vertices: stage times
// the number of nodes, plus the node.
type search struct {
	nodes    int
	first    []int32 // bounds of a node's ports
	ports    []port
	leaf     []bool
	round    uint32 // number of the search: stamps labels
	vertices []vertex
	reached  []int32
	buckets  [][]int32 // a stack of vertices for each distance
}

// port is an arc with the node it leads to.
type port struct{ arc, head int32 }

type vertex struct {
	run       uint32 // the request in which potential is valid
	round     uint32 // the search in which the label is valid
	potential int32  // lower bound on the hops to a sink
	dist      int32  // reduced distance from the super-source
	via       int32  // last step of the path: an arc, or one of the marks below
	settled   uint32 // the last search that settled it
}

// Marks for steps of a path that are no arcs.
const (
	fromSource = -1 - iota
	fromCrossing
)

func (s *search) init(g *topo.Graph) {
	s.nodes = len(g.Nodes)
	s.vertices = make([]vertex, 2*s.nodes)
	s.leaf = make([]bool, s.nodes)
	s.first = make([]int32, 1, s.nodes+1)
	for m := range g.Nodes {
		s.leaf[m] = len(g.Out(m)) == 1
		for _, a := range g.Out(m) {
			s.ports = append(s.ports, port{int32(a), int32(g.Head(a))})
		}
		s.first = append(s.first, int32(len(s.ports)))
	}
}

// shortest finds a path of least reduced cost from a source with supply to a
// sink with room and returns the vertex at its end.
func (r *Router) shortest() (end int32, found bool) {
	s := &r.search
	s.round++
	s.reached = s.reached[:0]
	r.leaveSources()
	for d := 0; d < len(s.buckets); d++ {
		for len(s.buckets[d]) > 0 {
			top := len(s.buckets[d]) - 1
			u := s.buckets[d][top]
			s.buckets[d] = s.buckets[d][:top]
			v := &s.vertices[u]
			if v.settled == s.round || int(v.dist) != d {
				continue
			}
			v.settled = s.round
			if int(u) >= r.last*s.nodes && r.room(int(u)-r.last*s.nodes) > 0 {
				end, found = u, true
				break
			}
			r.expand(u)
		}
		if found {
			break
		}
	}
	for d := range s.buckets {
		s.buckets[d] = s.buckets[d][:0]
	}
	return end, found
}

// leaveSources labels the sources that still have supply, relative to the one
// nearest to a sink.
func (r *Router) leaveSources() {
	nearest := int32(1 << 30)
	for _, t := range r.supply {
		if t.Rate > 0 {
			nearest = min(nearest, r.potential(int32(t.Node)))
		}
	}
	for i := len(r.supply) - 1; i >= 0; i-- {
		if t := r.supply[i]; t.Rate > 0 {
			r.label(int32(t.Node), r.potential(int32(t.Node))-nearest, fromSource)
		}
	}
}

// expand labels what can be reached from u in one step. Arcs are tried last to
// first, so that the stack gives the first one back first.
func (r *Router) expand(u int32) {
	s := &r.search
	stage, node := 0, int(u)
	if node >= s.nodes {
		stage, node = 1, node-s.nodes
	}
	from := &s.vertices[u]
	base := u - int32(node)
	for i := s.first[node+1] - 1; i >= s.first[node]; i-- {
		p := s.ports[i]
		if s.leaf[p.head] && !r.enters(stage, int(p.head)) {
			continue
		}
		hop := int32(1)
		if k := r.link(int(p.arc >> 1)); k.returning(stage, topo.Arc(p.arc)) > 0 {
			hop = -1
		} else if k.left <= 0 {
			continue
		}
		w := base + p.head
		r.label(w, from.dist+max(0, hop+r.potential(w)-from.potential), p.arc)
	}
	if r.last == 0 {
		return
	}
	if stage == 0 && r.through.left(node) > 0 || stage == 1 && r.through.used(node) > 0 {
		w := u + int32(s.nodes)*int32(1-2*stage)
		r.label(w, from.dist+max(0, r.potential(w)-from.potential), fromCrossing)
	}
}

// enters tells whether traffic may end or cross at a leaf.
func (r *Router) enters(stage, leaf int) bool {
	return r.last == 1 && r.through.known(leaf) || stage == r.last && r.room(leaf) > 0
}

// label notes a path to u of reduced length dist, if none as short is known
// and a sink can be reached from there.
func (r *Router) label(u, dist, via int32) {
	s := &r.search
	v := &s.vertices[u]
	if r.potential(u) >= Far {
		return
	}
	if v.round == s.round {
		if v.settled == s.round || v.dist <= dist {
			return
		}
	} else {
		v.round = s.round
		s.reached = append(s.reached, u)
	}
	v.dist, v.via = dist, via
	for int(dist) >= len(s.buckets) {
		s.buckets = append(s.buckets, nil)
	}
	s.buckets[dist] = append(s.buckets[dist], u)
}

// raise turns the labels of a search that ended at end into potentials, so that
// reduced costs stay at least zero.
func (r *Router) raise(end int32) {
	s := &r.search
	goal := s.vertices[end].dist
	for _, u := range s.reached {
		if v := &s.vertices[u]; v.dist < goal {
			v.potential += goal - v.dist
		}
	}
}
