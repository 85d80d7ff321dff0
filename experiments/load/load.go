// Package load makes networks that are in use, and times solvers on problems
// drawn from them. All solvers get the same problems.
//
// Filling a large network through a simulation would take longer than the
// measurement, so Fill places short-haul chains without a solver: source and
// target share a switch, and the middleboxes stand on the source. Cores and host
// links are then used as in a simulation; the links between switches are idle.
package load

import (
	"fmt"
	"math/rand/v2"

	"qanat/solver"
	"qanat/topo"
)

// Half is the share of the first resource that Fill is usually asked to use:
// what the thesis' middle demands lead to.
const Half = 0.5

// Fill returns the network of g with chains of the given cores and demand on it
// until a share of the hosts' first resource (0 to 1) is taken. Amounts are
// those of a Len-3 chain at 350 Mbit/s.
func Fill(g *topo.Graph, share float64, rng *rand.Rand) (*solver.Network, error) {
	const cores, demand = 11, 350 * topo.Mbps
	n := solver.NewNetwork(g)
	hosts := g.Hosts()
	if len(hosts) < 2 {
		return nil, fmt.Errorf("network %s has %d hosts: a chain needs two", g.Name, len(hosts))
	}
	total := int64(0)
	for _, h := range hosts {
		total += n.FreeAt(h)[0]
	}
	wanted := int64(share * float64(total))
	for misses := 0; wanted > 0 && misses < 100*len(hosts); misses++ {
		s := hosts[rng.IntN(len(hosts))]
		up, down, found := neighbour(g, s, rng)
		if !found || n.FreeAt(s)[0] < cores || min(n.Spare[up], n.Spare[down]) < demand {
			continue
		}
		n.FreeAt(s)[0] -= cores
		n.Spare[up] -= demand
		n.Spare[down] -= demand
		wanted -= cores
	}
	return n, nil
}

// neighbour draws a host two links away and returns the links to it.
func neighbour(g *topo.Graph, host int, rng *rand.Rand) (up, down int, found bool) {
	first := g.Out(host)[rng.IntN(len(g.Out(host)))]
	onward := g.Out(g.Head(first))
	second := onward[rng.IntN(len(onward))]
	target := g.Head(second)
	return first.Link(), second.Link(), target != host && g.Nodes[target].Kind == topo.Host
}

// Problems draws n problems on one network: the first `length` middleboxes of
// thesis Table 2.2 between two random hosts. They share the network, which no
// solver changes.
func Problems(network *solver.Network, length int, demand topo.Rate, n int, rng *rand.Rand) []*solver.Problem {
	hosts := network.Graph.Hosts()
	problems := make([]*solver.Problem, n)
	for i := range problems {
		s := rng.IntN(len(hosts))
		t := (s + 1 + rng.IntN(len(hosts)-1)) % len(hosts)
		p := &solver.Problem{Network: network, Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
			Chain: solver.Chain{Source: hosts[s], Target: hosts[t], Demand: demand}}
		for m := range length {
			p.Chain.Middleboxes = append(p.Chain.Middleboxes, m)
		}
		problems[i] = p
	}
	return problems
}
