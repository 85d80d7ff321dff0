package exact

import (
	"math"

	"qanat/topo"
)

// ground is the network between hosts as a search sees it: either the switches
// and links as they are, or the tree of a hierarchy, whose distances are those
// of the network while no link is full, so that what is optimal there costs no
// more than any deployment.
type ground struct {
	places int
	edges  []edge
	home   []int   // per node of the graph: the place it is at or hangs on, or -1
	reach  []int64 // per node of the graph: half hops from it to its place
	// tree is the hierarchy that the places are the clusters of, or nil. Edge e
	// of a tree leads from cluster e to its parent.
	tree *hierarchy
}

// edge joins two places; a is -1 where a tree's top has no parent.
type edge struct {
	a, b int
	half int64     // its length in half hops
	link int       // the link of the network that it stands for, or -1
	room topo.Rate // what is left of it for all types together
}

// treeGround returns the hierarchy of the instance's network.
func (in *instance) treeGround() *ground {
	t := in.land.tree
	g := &ground{places: len(t.parent), tree: t, home: make([]int, len(in.land.attach)), reach: make([]int64, len(in.land.attach))}
	for c, p := range t.parent {
		e := edge{a: c, b: p, half: t.half[c], link: -1, room: math.MaxInt64}
		if p >= 0 {
			e.room = t.room(c, in.problem.Network)
		}
		g.edges = append(g.edges, e)
	}
	for m, at := range in.land.attach {
		g.home[m], g.reach[m] = t.home[at], 2
	}
	return g
}

// networkGround returns all switches and the links between them.
func (in *instance) networkGround() *ground {
	graph := in.land.graph
	g := &ground{home: make([]int, len(graph.Nodes)), reach: make([]int64, len(graph.Nodes))}
	for m := range graph.Nodes {
		if !in.land.leaf(m) {
			g.home[m] = g.places
			g.places++
		}
	}
	for m, at := range in.land.attach {
		if in.land.leaf(m) {
			g.home[m], g.reach[m] = g.home[at], 2
		}
	}
	for l, link := range graph.Links {
		if !in.land.leaf(link.A) && !in.land.leaf(link.B) && in.problem.Network.Spare[l] > 0 {
			g.edges = append(g.edges, edge{a: g.home[link.A], b: g.home[link.B], half: 2, link: l, room: in.problem.Network.Spare[l]})
		}
	}
	return g
}

// price is the cost of one kbit/s over so many half hops, times two.
func (in *instance) price(half int64) int64 {
	return half * int64(in.problem.Prices.Bandwidth(topo.Kbps))
}
