package topo

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// mostParts bounds the generators' networks, which must fit into memory.
const mostParts = 20_000_000

// sized refuses networks of more parts than mostParts; the factors are at least
// 1 and their product bounds the number of nodes and links.
func sized(factors ...int) error {
	parts := 1
	for _, f := range factors {
		if f > mostParts/parts {
			return fmt.Errorf("a network of that size has more than %d nodes and links: choose a smaller one", mostParts)
		}
		parts *= f
	}
	return nil
}

// Builder gathers nodes and links and makes a Graph of them. Its zero value is
// not usable; start with NewBuilder. Mistakes are remembered, not returned one
// by one: Build reports them together.
type Builder struct {
	graph Graph
	total []int64 // of each resource so far
	links Rate    // of all links so far
	errs  []error
}

// NewBuilder starts a graph whose nodes have the given resources, in this
// order.
func NewBuilder(name string, resources ...string) *Builder {
	b := &Builder{
		graph: Graph{Name: name, Resources: slices.Clone(resources), byName: map[string]int{}},
		total: make([]int64, len(resources)),
	}
	for r, name := range resources {
		if slices.Contains(resources[:r], name) || name == "" {
			b.fail("resource %d is called %q: give every resource its own name", r+1, name)
		}
	}
	return b
}

// Node adds a node and returns its index. An empty or repeated name, a negative
// capacity, one with which the nodes' sum passes 2^63-1, or a capacity vector of
// the wrong length (nil stands for zeros) is an error that Build returns.
func (b *Builder) Node(n Node) int {
	index := len(b.graph.Nodes)
	if n.Capacity == nil {
		n.Capacity = make([]int64, len(b.graph.Resources))
	}
	if n.Name == "" {
		b.fail("node %d has no name: give every node a name", index)
	}
	if other, taken := b.graph.byName[n.Name]; taken {
		b.fail("nodes %d and %d are both called %q: rename one", other, index, n.Name)
	}
	if len(n.Capacity) != len(b.graph.Resources) {
		b.fail("node %q has %d capacities for %d resources %v: give one for each",
			n.Name, len(n.Capacity), len(b.graph.Resources), b.graph.Resources)
	}
	for r, c := range n.Capacity[:min(len(n.Capacity), len(b.graph.Resources))] {
		switch {
		case c < 0:
			b.fail("node %q has capacity %d of %s: capacities start at 0", n.Name, c, b.graph.Resources[r])
		case c > math.MaxInt64-b.total[r]:
			b.fail("node %q has capacity %d of %s, and all nodes together more than 2^63-1: use a larger unit", n.Name, c, b.graph.Resources[r])
		default:
			b.total[r] += c
		}
	}
	b.graph.byName[n.Name] = index
	b.graph.Nodes = append(b.graph.Nodes, n)
	return index
}

// Link adds an undirected link between nodes a and b and returns its index.
// Parallel links are allowed (WAN maps have them); a link from a node to
// itself, to a node that does not exist, with a negative capacity, or with one
// that makes the links' sum pass 2^63-1 kbit/s is an error that Build returns.
func (b *Builder) Link(a, to int, capacity Rate) int {
	switch nodes := len(b.graph.Nodes); {
	case a < 0 || to < 0 || a >= nodes || to >= nodes:
		b.fail("link %d joins nodes %d and %d, but there are only %d nodes", len(b.graph.Links), a, to, nodes)
	case a == to:
		b.fail("link %d joins node %q to itself: remove it", len(b.graph.Links), b.graph.Nodes[a].Name)
	case capacity < 0:
		b.fail("link %q to %q has capacity %v: capacities start at 0",
			b.graph.Nodes[a].Name, b.graph.Nodes[to].Name, capacity)
	case capacity > math.MaxInt64-b.links:
		b.fail("link %q to %q has capacity %v, and all links together more than 2^63-1 kbit/s: write what it can really carry",
			b.graph.Nodes[a].Name, b.graph.Nodes[to].Name, capacity)
	default:
		b.links += capacity
	}
	b.graph.Links = append(b.graph.Links, Link{A: a, B: to, Capacity: capacity})
	return len(b.graph.Links) - 1
}

// mostNamed is how many mistakes Build names: one made in what all nodes share
// is made once per node.
const mostNamed = 10

// Build returns the finished graph, or the mistakes made on the way. The
// Builder must not be used afterwards. A disconnected graph is not a mistake
// here: see Components.
func (b *Builder) Build() (*Graph, error) {
	if len(b.graph.Nodes) == 0 {
		b.fail("the graph has no nodes: add at least one")
	}
	if more := len(b.errs) - mostNamed; more > 1 {
		b.errs = append(b.errs[:mostNamed], fmt.Errorf("and %d more", more))
	}
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	g := &b.graph
	g.index()
	return g, nil
}

// index lays the arcs out by the node they leave, in link order.
func (g *Graph) index() {
	g.first = make([]int32, len(g.Nodes)+1)
	for _, l := range g.Links {
		g.first[l.A+1]++
		g.first[l.B+1]++
	}
	for m := range g.Nodes {
		g.first[m+1] += g.first[m]
	}
	next := slices.Clone(g.first)
	g.out = make([]Arc, 2*len(g.Links))
	for i, l := range g.Links {
		g.out[next[l.A]] = Arc(2 * i)
		next[l.A]++
		g.out[next[l.B]] = Arc(2*i + 1)
		next[l.B]++
	}
}

// Mistakes returns the mistakes made since it was last called, for readers of
// files that can tell where each is. Build does not report them again.
func (b *Builder) Mistakes() []error {
	mistakes := b.errs
	b.errs = nil
	return mistakes
}

func (b *Builder) fail(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}
