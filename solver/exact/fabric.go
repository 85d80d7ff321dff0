package exact

import (
	"math"

	"qanat/topo"
)

// fabric is the network between hosts as a search sees it: either the switches
// and links as they are, or a tree whose distances are those of the network
// while no link is full, so that what is optimal there costs no more than any
// deployment.
type fabric struct {
	nodes   int
	edges   []edge
	home    []int       // per host: the node it is at
	reach   []int64     // per host: half hops from it to its home
	room    []topo.Rate // per host: what is left on the way to its home
	cluster []int       // per node of a tree: its cluster of the hierarchy
}

// edge joins two nodes of a fabric.
type edge struct {
	a, b int
	half int64     // its length in half hops
	link int       // the link of the network that it stands for, or -1
	room topo.Rate // what is left of it for all types together
}

// limb is a host or a fabric node, while a tree grows from its leaves.
type limb struct {
	host, node int       // one of them, the other is -1
	half       int64     // half hops from it to the current cluster
	room       topo.Rate // what is left on the way
}

// tree returns the hierarchy above the instance's hosts up to where all of them
// have met. Whole keeps every cluster with a host; otherwise those that join
// less than two branches are left out.
func (in *instance) tree(whole bool) *fabric {
	f := &fabric{home: make([]int, len(in.hosts)), reach: make([]int64, len(in.hosts)), room: make([]topo.Rate, len(in.hosts))}
	h := in.land.tree
	limbs := make([][]limb, len(h.parent))
	for k := range in.hosts {
		c := h.home[in.land.attach[in.hosts[k].node]]
		limbs[c] = append(limbs[c], limb{host: k, node: -1, half: 2, room: in.hosts[k].spare})
	}
	hosts := make([]int, len(h.parent))
	for c, group := range limbs {
		for _, l := range group {
			hosts[c] += btoi(l.host >= 0)
		}
	}
	for c := range limbs {
		group := limbs[c]
		if len(group) == 0 {
			continue
		}
		top := hosts[c] == len(in.hosts)
		if whole || len(group) > 1 {
			group = []limb{f.join(c, group)}
		}
		if top {
			break
		}
		l, p := group[0], h.parent[c]
		l.half += h.half[c]
		l.room = min(l.room, h.room(c, in.problem.Network))
		limbs[p] = append(limbs[p], l)
		hosts[p] += hosts[c]
	}
	return f
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// join makes a node above the limbs.
func (f *fabric) join(cluster int, limbs []limb) limb {
	node := f.nodes
	f.nodes++
	f.cluster = append(f.cluster, cluster)
	for _, l := range limbs {
		if l.host >= 0 {
			f.home[l.host], f.reach[l.host], f.room[l.host] = node, l.half, l.room
		} else {
			f.edges = append(f.edges, edge{a: l.node, b: node, half: l.half, link: -1, room: l.room})
		}
	}
	return limb{host: -1, node: node, room: math.MaxInt64}
}

// network returns the fabric of all switches and of the links between them.
func (in *instance) network() *fabric {
	g := in.land.graph
	f := &fabric{home: make([]int, len(in.hosts)), reach: make([]int64, len(in.hosts)), room: make([]topo.Rate, len(in.hosts))}
	index := make([]int, len(g.Nodes))
	for m := range g.Nodes {
		if !in.land.leaf(m) {
			index[m] = f.nodes
			f.nodes++
		}
	}
	for l, link := range g.Links {
		if !in.land.leaf(link.A) && !in.land.leaf(link.B) && in.problem.Network.Spare[l] > 0 {
			f.edges = append(f.edges, edge{a: index[link.A], b: index[link.B], half: 2, link: l, room: in.problem.Network.Spare[l]})
		}
	}
	for h := range in.hosts {
		f.home[h] = index[in.land.attach[in.hosts[h].node]]
		f.room[h] = in.hosts[h].spare
		if in.land.leaf(in.hosts[h].node) {
			f.reach[h] = 2
		}
	}
	return f
}

// subtrees returns, for every node of a tree, the hosts below it; the last node
// is the root.
func (f *fabric) subtrees() [][]int {
	below := make([][]int, f.nodes)
	for h, node := range f.home {
		below[node] = append(below[node], h)
	}
	for _, e := range f.edges { // children come before their parents
		below[e.b] = append(below[e.b], below[e.a]...)
	}
	return below
}

// price is the cost of one kbit/s over half a hop, times two.
func (in *instance) price(half int64) int64 {
	return half * int64(in.problem.Prices.Bandwidth(topo.Kbps))
}
