package topo

import "fmt"

// LeafSpine returns a two-tier Clos network: every leaf (Edge) has the same
// number of hosts and a link to every spine (Core). All counts are at least 1.
// Nodes are numbered hosts first, then leaves, then spines.
func LeafSpine(leaves, spines, hostsPerLeaf int, with Equipment) (*Graph, error) {
	if leaves < 1 || spines < 1 || hostsPerLeaf < 1 {
		return nil, fmt.Errorf("leaf-spine with %d leaves, %d spines and %d hosts on a leaf: each must be at least 1", leaves, spines, hostsPerLeaf)
	}
	if err := sized(leaves, spines+hostsPerLeaf); err != nil {
		return nil, err
	}
	b := NewBuilder(fmt.Sprintf("leaf-spine:leaves=%d,spines=%d,hosts=%d", leaves, spines, hostsPerLeaf), with.Resources...)
	hosts := b.row("h", Host, leaves*hostsPerLeaf, with.Host)
	edges := b.row("e", Edge, leaves, nil)
	cores := b.row("c", Core, spines, nil)
	for h := range leaves * hostsPerLeaf {
		b.Link(hosts+h, edges+h/hostsPerLeaf, with.HostLink)
	}
	for e := range leaves {
		for c := range spines {
			b.Link(edges+e, cores+c, with.Fabric)
		}
	}
	return b.Build()
}
