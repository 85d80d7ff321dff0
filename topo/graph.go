package topo

// Kind tells what a node is in its topology. Only Host matters to chains:
// sources and targets are hosts (docs/chapter2.md has the evidence).
type Kind uint8

// The kinds of node, from the leaves of a data centre up to its core.
const (
	Host        Kind = iota // a server: may start, end and process chains
	Edge                    // a top-of-rack switch (leaf)
	Aggregation             // a switch between racks of one pod
	Core                    // a switch between pods (spine, intermediate)
	Router                  // a node of a wide-area network
)

// Node is one substrate node.
type Node struct {
	Name string
	Kind Kind
	// Capacity is c_mr of section 2.2.1: the amount of each resource, in the
	// order and units of Graph.Resources. Switches have zeros.
	Capacity []int64
	// Pos is where to draw the node; for a WAN its longitude and latitude in
	// degrees. Placed tells whether Pos is meaningful.
	Pos    Point
	Placed bool
}

// Point is a position on a plane: x grows to the right, y upwards.
type Point struct{ X, Y float64 }

// Link is an undirected link between nodes A and B (indices into Graph.Nodes).
type Link struct {
	A, B     int
	Capacity Rate // shared by both directions (eq. 2.3)
}

// Arc is one direction of a link: 2*link for A to B, 2*link+1 for B to A.
type Arc int32

// Link returns the index of the arc's link.
func (a Arc) Link() int { return int(a >> 1) }

// Reverse returns the opposite direction of the same link.
func (a Arc) Reverse() Arc { return a ^ 1 }

// Graph is a substrate network. Build one with a Builder; treat all of it as
// read-only afterwards.
type Graph struct {
	Name      string
	Resources []string // names with units where it has one: "cpu", "memory_mb"
	Nodes     []Node
	Links     []Link
	// Notes say what the reader of a file changed, for the user to know.
	Notes []string

	first  []int32 // first[m]..first[m+1] bound node m's arcs in out
	out    []Arc
	byName map[string]int
}

// Out returns the arcs that leave node m, in the order their links were added.
// The slice is shared: do not change it.
func (g *Graph) Out(m int) []Arc { return g.out[g.first[m]:g.first[m+1]] }

// Head returns the node that arc a leads to.
func (g *Graph) Head(a Arc) int {
	if a&1 == 1 {
		return g.Links[a>>1].A
	}
	return g.Links[a>>1].B
}

// Tail returns the node that arc a leaves.
func (g *Graph) Tail(a Arc) int { return g.Head(a ^ 1) }

// Find returns the index of the node called name.
func (g *Graph) Find(name string) (node int, found bool) {
	node, found = g.byName[name]
	return node, found
}

// Hosts returns the indices of all nodes of kind Host, in ascending order.
func (g *Graph) Hosts() []int {
	var hosts []int
	for m := range g.Nodes {
		if g.Nodes[m].Kind == Host {
			hosts = append(hosts, m)
		}
	}
	return hosts
}
