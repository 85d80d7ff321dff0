package exact

import "qanat/topo"

// fabric is the network between hosts as a search sees it: either the switches
// and links as they are, or a tree whose distances are those of the network
// while no link is full, so that what is optimal there costs no more than any
// deployment.
type fabric struct {
	nodes int
	edges []edge
	home  []int   // per host: the node it is at
	reach []int64 // per host: half hops from it to its home
}

// edge joins two nodes of a fabric.
type edge struct {
	a, b int
	half int64 // its length in half hops
	link int   // the link of the network that it stands for, or -1
}

// limb is a host or a fabric node, while a tree grows from its leaves.
type limb struct {
	host, node int   // one of them, the other is -1
	at         int   // an attachment node below it
	half       int64 // half hops from it to the current level
}

// tree returns the hierarchy above the instance's hosts without nodes that join
// less than two of them.
func (in *instance) tree() *fabric {
	f := &fabric{home: make([]int, len(in.hosts)), reach: make([]int64, len(in.hosts))}
	limbs := make([]limb, len(in.hosts))
	for h := range in.hosts {
		limbs[h] = limb{host: h, node: -1, at: in.land.attach[in.hosts[h].node], half: 2}
	}
	height := 0
	for _, level := range in.land.levels {
		members := make([][]limb, level.count)
		for _, l := range limbs {
			l.half += int64(level.height - height)
			c := level.cluster[l.at]
			members[c] = append(members[c], l)
		}
		height = level.height
		limbs = limbs[:0]
		for _, group := range members {
			if len(group) > 1 {
				group = []limb{f.join(group)}
			}
			limbs = append(limbs, group...)
		}
	}
	return f
}

// join makes a node above the limbs.
func (f *fabric) join(limbs []limb) limb {
	node := f.nodes
	f.nodes++
	for _, l := range limbs {
		if l.host >= 0 {
			f.home[l.host], f.reach[l.host] = node, l.half
		} else {
			f.edges = append(f.edges, edge{a: l.node, b: node, half: l.half, link: -1})
		}
	}
	return limb{host: -1, node: node, at: limbs[0].at}
}

// network returns the fabric of all switches and of the links between them.
func (in *instance) network() *fabric {
	g := in.land.graph
	f := &fabric{home: make([]int, len(in.hosts)), reach: make([]int64, len(in.hosts))}
	index := make([]int, len(g.Nodes))
	for m := range g.Nodes {
		if !in.land.leaf(m) {
			index[m] = f.nodes
			f.nodes++
		}
	}
	for l, link := range g.Links {
		if !in.land.leaf(link.A) && !in.land.leaf(link.B) && in.problem.Network.Spare[l] > 0 {
			f.edges = append(f.edges, edge{a: index[link.A], b: index[link.B], half: 2, link: l})
		}
	}
	for h := range in.hosts {
		f.home[h] = index[in.land.attach[in.hosts[h].node]]
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
