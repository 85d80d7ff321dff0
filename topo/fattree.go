package topo

import "fmt"

// Equipment is what the generators of data-centre topologies put on nodes and
// links. The thesis' values (section 2.5.1) are 20 cores and 2 Gbps throughout.
type Equipment struct {
	Resources []string // names of the host resources
	Host      []int64  // capacity of each host, one value per resource
	HostLink  Rate     // between a host and its switch
	Fabric    Rate     // between switches
}

// ThesisEquipment is section 2.5.1's: 20-core hosts, 2 Gbps links.
func ThesisEquipment() Equipment {
	return Equipment{Resources: []string{"cpu"}, Host: []int64{20}, HostLink: 2 * Gbps, Fabric: 2 * Gbps}
}

// FatTree returns the k-ary fat tree of Al-Fares et al. (SIGCOMM 2008): k pods
// of k/2 edge and k/2 aggregation switches, k/2 hosts on each edge switch,
// (k/2)^2 core switches; 5k^2/4 switches and k^3/4 hosts. k is even and at
// least 2. Nodes are numbered hosts first, then edge, aggregation and core
// switches, each in order of pods.
func FatTree(k int, with Equipment) (*Graph, error) {
	if k < 2 || k%2 != 0 {
		return nil, fmt.Errorf("fat tree with k=%d: k must be even and at least 2", k)
	}
	if err := sized(k, k, k); err != nil {
		return nil, err
	}
	half := k / 2
	b := NewBuilder(fmt.Sprintf("fat-tree:k=%d", k), with.Resources...)
	hosts := b.row("h", Host, k*half*half, with.Host)
	edges := b.row("e", Edge, k*half, nil)
	aggs := b.row("a", Aggregation, k*half, nil)
	cores := b.row("c", Core, half*half, nil)
	for h := range k * half * half {
		b.Link(hosts+h, edges+h/half, with.HostLink)
	}
	for pod := range k {
		for i := range half {
			for j := range half {
				b.Link(edges+pod*half+i, aggs+pod*half+j, with.Fabric)
			}
		}
	}
	for pod := range k {
		for j := range half {
			for c := range half {
				b.Link(aggs+pod*half+j, cores+j*half+c, with.Fabric)
			}
		}
	}
	return b.Build()
}

// row adds count nodes of one kind, named by prefix and number, and returns
// the index of the first.
func (b *Builder) row(prefix string, kind Kind, count int, capacity []int64) int {
	first := len(b.graph.Nodes)
	for i := range count {
		b.Node(Node{Name: fmt.Sprintf("%s%d", prefix, i), Kind: kind, Capacity: capacity})
	}
	return first
}
