package solvertest

import (
	"math/rand/v2"

	"qanat/solver"
	"qanat/topo"
)

// Hierarchy returns a random problem on a small fat tree or on racks below two
// spines, partly used, with one to three resources.
func Hierarchy(rng *rand.Rand) *solver.Problem {
	for {
		p := Random(rng)
		g := racks(rng, p.Catalogue.Resources)
		p.Network = solver.NewNetwork(g)
		for k, c := range p.Network.Free {
			p.Network.Free[k] = rng.Int64N(c + 1)
		}
		for l, c := range p.Network.Spare {
			p.Network.Spare[l] = topo.Rate(rng.Int64N(int64(c/topo.Mbps/10)+1)) * 10 * topo.Mbps
		}
		var hosts []int
		for m := range g.Nodes {
			if len(g.Out(m)) == 1 {
				hosts = append(hosts, m)
			}
		}
		s := rng.IntN(len(hosts))
		p.Chain.Source, p.Chain.Target = hosts[s], hosts[(s+1+rng.IntN(len(hosts)-1))%len(hosts)]
		if p.Validate() == nil {
			return p
		}
	}
}

// racks returns two to four racks of one to three hosts below one or two spines.
func racks(rng *rand.Rand, resources []string) *topo.Graph {
	b := topo.NewBuilder("racks", resources...)
	capacity := func() []int64 {
		c := make([]int64, len(resources))
		for r := range c {
			c[r] = 2 + rng.Int64N(7)
		}
		return c
	}
	none := make([]int64, len(resources))
	spines := []int{}
	for i := range 1 + rng.IntN(2) {
		spines = append(spines, b.Node(topo.Node{Name: "spine" + string(rune('0'+i)), Capacity: none}))
	}
	for r := range 2 + rng.IntN(3) {
		rack := b.Node(topo.Node{Name: "rack" + string(rune('0'+r)), Capacity: none})
		for _, s := range spines {
			b.Link(rack, s, 600*topo.Mbps)
		}
		for h := range 1 + rng.IntN(3) {
			b.Link(b.Node(topo.Node{Name: "h" + string(rune('0'+r)) + string(rune('0'+h)), Capacity: capacity()}), rack, 600*topo.Mbps)
		}
	}
	g, err := b.Build()
	if err != nil {
		panic(err) // a mistake of this generator
	}
	return g
}
