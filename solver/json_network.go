package solver

import (
	"errors"
	"fmt"
	"slices"

	"qanat/topo"
)

type wireNetwork struct {
	Name      string     `json:"name"`
	Resources []string   `json:"resources"`
	Nodes     []wireNode `json:"nodes"`
	Links     []wireLink `json:"links"`
}

// wireNode has what a node was built with and what is left of it.
type wireNode struct {
	Name     string  `json:"name"`
	Kind     string  `json:"kind"`
	Capacity []int64 `json:"capacity"`
	Free     []int64 `json:"free"`
}

type wireLink struct {
	A        int       `json:"a"`
	B        int       `json:"b"`
	Capacity topo.Rate `json:"capacity_kbps"`
	Spare    topo.Rate `json:"spare_kbps"`
}

// kinds are the words for topo.Kind, in its order.
var kinds = []string{topo.Host: "host", topo.Edge: "edge", topo.Aggregation: "aggregation", topo.Core: "core", topo.Router: "router"}

func toWire(n *Network) wireNetwork {
	g := n.Graph
	w := wireNetwork{Name: g.Name, Resources: slices.Concat([]string{}, g.Resources), Nodes: []wireNode{}, Links: []wireLink{}}
	for m, node := range g.Nodes {
		w.Nodes = append(w.Nodes, wireNode{Name: node.Name, Kind: kinds[node.Kind],
			Capacity: slices.Concat([]int64{}, node.Capacity), Free: slices.Concat([]int64{}, n.FreeAt(m))})
	}
	for l, link := range g.Links {
		w.Links = append(w.Links, wireLink{A: link.A, B: link.B, Capacity: link.Capacity, Spare: n.Spare[l]})
	}
	return w
}

// network returns every mistake, each in its field.
func (w *wireNetwork) network() (*Network, error) {
	b := topo.NewBuilder(w.Name, w.Resources...)
	var errs []error
	fail := func(field, format string, args ...any) {
		errs = append(errs, inField("$.network."+field, format, args...))
	}
	blame := func(field string) {
		for _, err := range b.Mistakes() {
			fail(field, "%w", err)
		}
	}
	blame("resources")
	n := &Network{}
	for i, node := range w.Nodes {
		at := fmt.Sprintf("nodes[%d]", i)
		kind := slices.Index(kinds, node.Kind)
		if kind < 0 {
			fail(at+".kind", "node %q is of kind %q: use one of %v", node.Name, node.Kind, kinds)
		}
		if len(node.Free) != len(w.Resources) || slices.ContainsFunc(node.Free, func(f int64) bool { return f < 0 }) {
			fail(at+".free", "node %d %q has free amounts %v: give one for each of the resources %v, at least 0",
				i, node.Name, node.Free, w.Resources)
		}
		b.Node(topo.Node{Name: node.Name, Kind: topo.Kind(max(kind, 0)), Capacity: node.Capacity})
		blame(at)
		n.Free = append(n.Free, node.Free...)
	}
	for l, link := range w.Links {
		at := fmt.Sprintf("links[%d]", l)
		if link.Spare < 0 {
			fail(at+".spare_kbps", "link %d has spare_kbps %d: it starts at 0", l, int64(link.Spare))
		}
		b.Link(link.A, link.B, link.Capacity)
		blame(at)
		n.Spare = append(n.Spare, link.Spare)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	graph, err := b.Build()
	if err != nil {
		return nil, inField("$.network.nodes", "%w", err)
	}
	n.Graph = graph
	return n, nil
}
