package topo

import "fmt"

// VL2 returns the network of Greenberg et al. (SIGCOMM 2009) made of
// aggregation switches with da ports and intermediate (Core) switches with di
// ports: da/2 intermediate switches, di aggregation switches, each linked to
// every intermediate one, and da*di/4 top-of-rack switches, each linked to two
// aggregation switches; racks whose switches are numbered alike share a pair. da
// and di are even and at least 2, hostsPerRack at least 1. Nodes are numbered
// hosts first, then racks, aggregation and intermediate switches.
func VL2(da, di, hostsPerRack int, with Equipment) (*Graph, error) {
	if da < 2 || di < 2 || da%2 != 0 || di%2 != 0 || hostsPerRack < 1 {
		return nil, fmt.Errorf("vl2 with da=%d, di=%d and %d hosts in a rack: da and di must be even and at least 2, hosts at least 1", da, di, hostsPerRack)
	}
	if err := sized(da, di, hostsPerRack); err != nil {
		return nil, err
	}
	b := NewBuilder(fmt.Sprintf("vl2:da=%d,di=%d,hosts=%d", da, di, hostsPerRack), with.Resources...)
	racks := da * di / 4
	hosts := b.row("h", Host, racks*hostsPerRack, with.Host)
	edges := b.row("e", Edge, racks, nil)
	aggs := b.row("a", Aggregation, di, nil)
	cores := b.row("c", Core, da/2, nil)
	for h := range racks * hostsPerRack {
		b.Link(hosts+h, edges+h/hostsPerRack, with.HostLink)
	}
	for e := range racks {
		pair := e / (da / 2) // da/2 ports of an aggregation switch lead down
		b.Link(edges+e, aggs+2*pair, with.Fabric)
		b.Link(edges+e, aggs+2*pair+1, with.Fabric)
	}
	for a := range di {
		for c := range da / 2 {
			b.Link(aggs+a, cores+c, with.Fabric)
		}
	}
	return b.Build()
}
