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
	site   []site // per node of the graph
	// tree tells that the places form a tree: edge e leads from place e to its
	// parent, which comes later.
	tree bool
}

// edge joins two places; in a tree b is -1 where there is no parent.
type edge struct {
	a, b int
	link int // the link of the network that it stands for, or -1
	way
}

// way is how far two places, or a node and a place, are apart.
type way struct {
	half int64     // half hops
	room topo.Rate // what is left there for all types together
	cut  []int     // the links that this counts
}

// site is where a node is.
type site struct {
	place int // -1 for those of no interest
	way       // from the node to the place
}

// treeGround returns the hierarchy of the instance's network.
func (in *instance) treeGround() *ground {
	t := in.land.tree
	g := &ground{places: len(t.parent), tree: true, site: make([]site, len(in.land.attach))}
	for c, p := range t.parent {
		e := edge{a: c, b: p, link: -1, way: way{half: t.half[c], room: math.MaxInt64}}
		if p >= 0 {
			e.room, e.cut = t.room(c, in.problem.Network), t.cut[c]
		}
		g.edges = append(g.edges, e)
	}
	for m, at := range in.land.attach {
		g.site[m] = site{t.home[at], way{half: 2, room: math.MaxInt64}}
	}
	g.enter(in)
	return g
}

// networkGround returns all switches and the links between them.
func (in *instance) networkGround() *ground {
	graph := in.land.graph
	g := &ground{site: make([]site, len(graph.Nodes))}
	for m := range graph.Nodes {
		if !in.land.leaf(m) {
			g.site[m] = site{g.places, way{room: math.MaxInt64}}
			g.places++
		}
	}
	for m, at := range in.land.attach {
		if in.land.leaf(m) {
			g.site[m] = site{g.site[at].place, way{half: 2, room: math.MaxInt64}}
		}
	}
	g.enter(in)
	for l, link := range graph.Links {
		if !in.land.leaf(link.A) && !in.land.leaf(link.B) && in.problem.Network.Spare[l] > 0 {
			g.edges = append(g.edges, edge{g.site[link.A].place, g.site[link.B].place, l, way{half: 2, room: in.problem.Network.Spare[l]}})
		}
	}
	return g
}

// enter notes what is left of the links on which the instance's hosts hang.
func (g *ground) enter(in *instance) {
	for k := range in.hosts {
		if h := &in.hosts[k]; h.link >= 0 {
			g.site[h.node].room, g.site[h.node].cut = h.spare, []int{h.link}
		}
	}
}

// limb is a branch of a tree while it is compressed: a node of the graph or a
// place, and the way from it to the current place.
type limb struct {
	node, place int // one of them, the other is -1
	way
}

// longer returns the way followed by another.
func (w way) longer(by way) way {
	if by.room < w.room {
		w.room, w.cut = by.room, by.cut
	}
	w.half += by.half
	return w
}

// compress returns the tree of the places where at least two branches with
// hosts of the instance meet.
func (g *ground) compress(in *instance) *ground {
	c := &ground{tree: true, site: make([]site, len(g.site))}
	limbs := make([][]limb, g.places)
	for k := range in.hosts {
		m := in.hosts[k].node
		at := g.site[m]
		limbs[at.place] = append(limbs[at.place], limb{m, -1, at.way})
	}
	for v, e := range g.edges {
		group := limbs[v]
		if len(group) > 1 {
			group = []limb{c.join(group)}
		}
		if len(group) == 0 || e.b < 0 {
			continue
		}
		l := group[0]
		l.way = l.longer(e.way)
		limbs[e.b] = append(limbs[e.b], l)
	}
	return c
}

// join makes a place of the limbs that meet there.
func (g *ground) join(limbs []limb) limb {
	p := g.places
	g.places++
	g.edges = append(g.edges, edge{a: p, b: -1, link: -1, way: way{room: math.MaxInt64}})
	for _, l := range limbs {
		if l.node >= 0 {
			g.site[l.node] = site{p, l.way}
		} else {
			g.edges[l.place].b, g.edges[l.place].way = p, l.way
		}
	}
	return limb{node: -1, place: p, way: way{room: math.MaxInt64}}
}

// price is the cost of one kbit/s over so many half hops, times two.
func (in *instance) price(half int64) int64 {
	return half * int64(in.problem.Prices.Bandwidth(topo.Kbps))
}
