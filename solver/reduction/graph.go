package reduction

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
)

// mostNodes keeps sets of nodes within one word, and the search through all of
// them within reach.
const mostNodes = 24

// Graph is a simple undirected graph with nodes 0 to len(g)-1. Bit j of g[i]
// tells whether i and j are joined; no node is joined to itself.
type Graph []uint32

// NewGraph returns a graph of 1 to 24 nodes. An edge that leaves the graph or
// joins a node to itself is an error.
func NewGraph(nodes int, edges ...[2]int) (Graph, error) {
	if nodes < 1 || nodes > mostNodes {
		return nil, fmt.Errorf("a graph of %d nodes: use 1 to %d, since dominating sets are found by trying all sets", nodes, mostNodes)
	}
	g := make(Graph, nodes)
	for _, e := range edges {
		if min(e[0], e[1]) < 0 || max(e[0], e[1]) >= nodes || e[0] == e[1] {
			return nil, fmt.Errorf("edge %v: join two different nodes of 0 to %d", e, nodes-1)
		}
		g.join(e[0], e[1])
	}
	return g, nil
}

// RandomGraph joins each pair of at most 24 nodes with the given probability.
func RandomGraph(rng *rand.Rand, nodes int, probability float64) Graph {
	g := make(Graph, nodes)
	for i := range nodes {
		for j := range i {
			if rng.Float64() < probability {
				g.join(i, j)
			}
		}
	}
	return g
}

func (g Graph) join(i, j int) {
	g[i] |= 1 << j
	g[j] |= 1 << i
}

// Edges returns the number of edges.
func (g Graph) Edges() int {
	twice := 0
	for _, neighbours := range g {
		twice += bits.OnesCount32(neighbours)
	}
	return twice / 2
}

// Set is a set of nodes, node i as bit i.
type Set uint32

// Size returns the number of nodes in the set.
func (s Set) Size() int { return bits.OnesCount32(uint32(s)) }

// Has tells whether node i is in the set.
func (s Set) Has(i int) bool { return s>>i&1 == 1 }

// Undominated returns the nodes that are neither in s nor joined to one of s.
func (g Graph) Undominated(s Set) Set {
	reached := s
	for i, neighbours := range g {
		if s.Has(i) {
			reached |= Set(neighbours)
		}
	}
	return Set(1<<len(g)-1) &^ reached
}

// MinimumDominatingSet tries every set of nodes and returns the first of the
// smallest size that leaves none undominated.
func (g Graph) MinimumDominatingSet() Set {
	best := Set(1<<len(g) - 1)
	for s := range best {
		if s.Size() < best.Size() && g.Undominated(s) == 0 {
			best = s
		}
	}
	return best
}
