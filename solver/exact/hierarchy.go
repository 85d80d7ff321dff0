package exact

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// hierarchy is the tree that stands for the switches of a hierarchical network:
// one node per cluster of each level, children before their parents.
type hierarchy struct {
	parent []int   // -1 at the top
	half   []int64 // half hops to the parent
	home   []int   // per node of the graph: its cluster on the lowest level, or -1
	// cut holds the links that all traffic from a cluster to the rest crosses.
	cut [][]int
}

// hierarchy builds the tree of the terrain's levels.
func (t *terrain) hierarchy(far [][]int) *hierarchy {
	h := &hierarchy{home: make([]int, len(t.graph.Nodes))}
	offset := 0
	for k, l := range t.levels {
		for range l.count {
			h.parent, h.half, h.cut = append(h.parent, -1), append(h.half, 0), append(h.cut, nil)
		}
		for m, c := range l.cluster {
			if k == 0 {
				h.home[m] = c
			}
			if c >= 0 && k+1 < len(t.levels) {
				h.parent[offset+c] = offset + l.count + t.levels[k+1].cluster[m]
				h.half[offset+c] = int64(t.levels[k+1].height - l.height)
			}
		}
		t.cuts(h.cut[offset:], l, far)
		offset += l.count
	}
	return h
}

// cuts finds, for every cluster of a level, the links around its attachment
// nodes and the switches near enough to belong to it alone. Any set of switches
// that holds the cluster's attachment nodes and no others makes a valid cut.
func (t *terrain) cuts(cut [][]int, l level, far [][]int) {
	owner := make([]int, len(t.graph.Nodes))
	for m := range owner {
		owner[m] = l.cluster[t.attach[m]]
		if owner[m] < 0 {
			owner[m] = t.nearest(m, l, far)
		}
	}
	for i, link := range t.graph.Links {
		if a, b := owner[link.A], owner[link.B]; a != b {
			for _, c := range []int{a, b} {
				if c >= 0 {
					cut[c] = append(cut[c], i)
				}
			}
		}
	}
}

// nearest returns the only cluster that has attachment nodes within half the
// level's height of switch m, or -1.
func (t *terrain) nearest(m int, l level, far [][]int) int {
	owner := -1
	for v, c := range l.cluster {
		if c < 0 || 2*far[v][m] > l.height || c == owner {
			continue
		}
		if owner >= 0 {
			return -1
		}
		owner = c
	}
	return owner
}

// room returns what is left of the links around a cluster.
func (h *hierarchy) room(cluster int, net *solver.Network) topo.Rate {
	if len(h.cut[cluster]) == 0 {
		return math.MaxInt64
	}
	sum := topo.Rate(0)
	for _, l := range h.cut[cluster] {
		sum += net.Spare[l]
	}
	return sum
}

// extend fills in potentials of the clusters that are not known, so that along
// every branch potentials of different types are as alike as its length
// permits: no potential differs from its neighbour's by more than the cost of
// the way, and nothing beyond gains more than it must. half is the cost of half
// a hop for one unit of rate.
func extend[T number](h *hierarchy, phi []T, known []bool, types int, half T) {
	for c := range h.parent { // upwards
		if p := h.parent[c]; known[c] && p >= 0 && !known[p] {
			flatten(phi[p*types:(p+1)*types], phi[c*types:(c+1)*types], half*T(h.half[c]))
			known[p] = true
		}
	}
	for c := len(h.parent) - 1; c >= 0; c-- { // downwards
		if p := h.parent[c]; p >= 0 && known[p] && !known[c] {
			flatten(phi[c*types:(c+1)*types], phi[p*types:(p+1)*types], half*T(h.half[c]))
			known[c] = true
		}
	}
}

// flatten sets to, each entry within reach of from's, with the least range.
func flatten[T number](to, from []T, reach T) {
	low, high := from[0], from[0]
	for _, v := range from[1:] {
		low, high = min(low, v), max(high, v)
	}
	middle := low + (high-low)/2
	for i, v := range from {
		to[i] = max(v-reach, min(v+reach, middle))
	}
}
