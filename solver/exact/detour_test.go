package exact_test

import (
	"testing"

	"qanat/solver"
	"qanat/solver/exact"
	"qanat/topo"
)

// TestDetours solves a chain whose every type must go twice up and down a
// leaf-spine network, since links are full: what it costs is more than any
// deployment would without detours.
func TestDetours(t *testing.T) {
	g, err := topo.LeafSpine(4, 2, 1, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	hosts, leaves, spines := []int{0, 1, 2, 3}, []int{4, 5, 6, 7}, []int{8, 9}
	net := solver.NewNetwork(g)
	full := map[[2]int]bool{{leaves[0], spines[1]}: true, {leaves[2], spines[1]}: true, {leaves[3], spines[0]}: true}
	for i, link := range g.Links {
		if full[[2]int{link.A, link.B}] || full[[2]int{link.B, link.A}] {
			net.Spare[i] = 0
		}
	}
	for m := range g.Nodes {
		net.FreeAt(m)[0] = 0
	}
	net.FreeAt(hosts[3])[0] = 4 // one firewall of level 10, and nothing else
	p := &solver.Problem{Network: net, Catalogue: solver.Table22(), Prices: solver.ThesisPrices()}
	p.Chain = solver.Chain{Middleboxes: []int{0}, Demand: 400 * topo.Mbps, Source: hosts[0], Target: hosts[2]}
	o, err := exact.New(exact.Options{}).Solve(t.Context(), p)
	if err != nil || o.Status != solver.Optimal {
		t.Fatalf("%v, %v: %s", o.Status, err, o.Reason)
	}
	const hops = 12 // six before and six after the firewall
	if want := p.Prices.Resources([]int64{4}) + p.Prices.Bandwidth(400*topo.Mbps)*hops; o.Deployment.Bill(p).Total() != want {
		t.Errorf("cost %v, want %v", o.Deployment.Bill(p).Total(), want)
	}
}
