package exact

import (
	"slices"

	"qanat/topo"
)

// terrain is what does not change about a graph: which nodes are leaves, how
// far switches are apart, and whether they form a hierarchy.
type terrain struct {
	graph *topo.Graph
	// most is the largest capacity of any node, per resource.
	most []int64
	// attach is the node a leaf hangs on, for every other node itself.
	attach []int
	// hierarchical tells that only leaves have resources and that the hop
	// distances between their switches are those of a tree, all of whose
	// leaves are equally deep: fat trees, leaf-spine networks, VL2.
	hierarchical bool
	// levels holds, from the finest to the coarsest, the partition of the
	// attachment nodes into clusters at a distance.
	levels []level
	// tree is the hierarchy of the levels.
	tree *hierarchy
}

// level is one partition of the attachment nodes.
type level struct {
	height  int   // hops between two nodes of the same cluster, at most
	cluster []int // per node of the graph; -1 for what is no attachment node
	count   int
}

// survey analyses a graph.
func survey(g *topo.Graph) *terrain {
	t := &terrain{graph: g, most: make([]int64, len(g.Resources)), attach: make([]int, len(g.Nodes)), hierarchical: true}
	used := make([]bool, len(g.Nodes))
	for m, node := range g.Nodes {
		for r, c := range node.Capacity {
			t.most[r] = max(t.most[r], c)
		}
		t.attach[m] = m
		if out := g.Out(m); len(out) == 1 && len(g.Out(g.Head(out[0]))) > 1 {
			t.attach[m] = g.Head(out[0])
			used[t.attach[m]] = true
		}
	}
	for m, node := range g.Nodes {
		if !t.leaf(m) && slices.ContainsFunc(node.Capacity, func(c int64) bool { return c > 0 }) {
			t.hierarchical = false
		}
	}
	if t.hierarchical {
		t.cluster(used)
	}
	return t
}

// leaf tells whether node m hangs on a switch by its only link.
func (t *terrain) leaf(m int) bool { return t.attach[m] != m }

// cluster finds the levels of the hierarchy, or that there is none: at each
// distance that occurs, being at most so far apart must be an equivalence.
func (t *terrain) cluster(used []bool) {
	var switches []int
	for m := range used {
		if used[m] {
			switches = append(switches, m)
		}
	}
	far := make([][]int, len(used))
	heights := []int{}
	for _, m := range switches {
		far[m] = hops(t.graph, m)
		for _, other := range switches {
			heights = append(heights, far[m][other])
		}
	}
	slices.Sort(heights)
	for _, height := range slices.Compact(heights) {
		l := level{height: height, cluster: make([]int, len(used))}
		for m := range l.cluster {
			l.cluster[m] = -1
		}
		for _, m := range switches {
			if l.cluster[m] < 0 {
				for _, other := range switches {
					if far[m][other] <= height {
						l.cluster[other] = l.count
					}
				}
				l.count++
			}
		}
		for _, m := range switches {
			for _, other := range switches {
				if (far[m][other] <= height) != (l.cluster[m] == l.cluster[other]) {
					t.hierarchical = false
					return
				}
			}
		}
		t.levels = append(t.levels, l)
	}
	t.tree = t.hierarchy(far)
}

// hops returns the number of links between from and every node; unreachable
// nodes are farther than any path is long.
func hops(g *topo.Graph, from int) []int {
	dist := make([]int, len(g.Nodes))
	for m := range dist {
		dist[m] = len(g.Nodes)
	}
	dist[from] = 0
	queue := []int{from}
	for i := 0; i < len(queue); i++ {
		for _, a := range g.Out(queue[i]) {
			if n := g.Head(a); dist[n] == len(g.Nodes) {
				dist[n] = dist[queue[i]] + 1
				queue = append(queue, n)
			}
		}
	}
	return dist
}
