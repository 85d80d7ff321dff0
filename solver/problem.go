package solver

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"qanat/topo"
)

// Chain is a service function chain: the forwarding graph of section 2.2.1 with
// its endpoints mapped to substrate nodes and one throughput demand.
type Chain struct {
	Source, Target int       // nodes s and t of the network
	Middleboxes    []int     // positions 1..n, as indices into the catalogue
	Demand         topo.Rate // b̄
}

// Problem is one instance of DSFC: place and route Chain at least cost. Solvers
// read it and never change it.
type Problem struct {
	Network   *Network
	Catalogue *Catalogue
	Chain     Chain
	Prices    Prices
}

// Positions returns n+2: the number of positions in the chain, endpoints
// included.
func (p *Problem) Positions() int { return len(p.Chain.Middleboxes) + 2 }

// Offerings returns V_ū of position i, which must be in 1..n.
func (p *Problem) Offerings(i int) []Offering {
	return p.Catalogue.Middleboxes[p.Chain.Middleboxes[i-1]].Offerings
}

// Reordered returns the problem with its chain in another order, which lists, by
// new position from 0, the old ones. It shares the network.
func (p *Problem) Reordered(order []int) (*Problem, error) {
	q := *p
	q.Chain.Middleboxes = nil
	for i, old := range order {
		if old < 0 || old >= len(p.Chain.Middleboxes) || slices.Contains(order[:i], old) {
			return nil, fmt.Errorf("order %v of a chain of %d middleboxes: list each position from 0 once", order, len(p.Chain.Middleboxes))
		}
		q.Chain.Middleboxes = append(q.Chain.Middleboxes, p.Chain.Middleboxes[old])
	}
	if len(order) != len(p.Chain.Middleboxes) {
		return nil, fmt.Errorf("order %v of a chain of %d middleboxes: list each position from 0 once", order, len(p.Chain.Middleboxes))
	}
	return &q, nil
}

// Validate reports everything that makes the problem meaningless, with the
// cure; nil means that any solver may be given it. A problem can be valid and
// infeasible.
func (p *Problem) Validate() error {
	var errs []error
	fail := func(field, format string, args ...any) { errs = append(errs, inField("$."+field, format, args...)) }
	g, c := p.Network.Graph, &p.Chain

	if !slices.Equal(g.Resources, p.Catalogue.Resources) {
		fail("catalogue", "the network has resources %v but the catalogue has %v: use the same names in the same order",
			g.Resources, p.Catalogue.Resources)
	}
	if len(p.Prices.Alpha) != len(g.Resources) {
		fail("prices.resources", "%d prices for the resources %v: give one price per resource", len(p.Prices.Alpha), g.Resources)
	}
	if p.Prices.Beta%1000 != 0 {
		fail("prices.mbps_per_link", "bandwidth price %v: use at most six decimals, so that 1 kbps has an exact cost", p.Prices.Beta)
	}
	for _, end := range []struct {
		name string
		node int
	}{{"source", c.Source}, {"target", c.Target}} {
		if end.node < 0 || end.node >= len(g.Nodes) {
			fail("chain."+end.name, "the %s is node %d, but the network has nodes 0 to %d", end.name, end.node, len(g.Nodes)-1)
		}
	}
	if c.Source == c.Target {
		fail("chain.target", "source and target are the same node: a chain needs two different endpoints")
	}
	if c.Demand < 1 {
		fail("chain.demand", "throughput demand %v: it must be at least 1 kbps", c.Demand)
	}
	if len(errs) == 0 {
		errs = append(errs, p.validateMiddleboxes(), p.validateConnection())
	}
	if errors.Join(errs...) == nil {
		errs = append(errs, p.validateCost())
	}
	return errors.Join(errs...)
}

// validateMiddleboxes checks that every position has an offering that some node
// of the unused network could hold.
func (p *Problem) validateMiddleboxes() error {
	for i, m := range p.Chain.Middleboxes {
		field := fmt.Sprintf("$.chain.middleboxes[%d]", i)
		if m < 0 || m >= len(p.Catalogue.Middleboxes) {
			return inField(field, "position %d is middlebox %d, but the catalogue has %d", i+1, m, len(p.Catalogue.Middleboxes))
		}
		box := &p.Catalogue.Middleboxes[m]
		if !slices.ContainsFunc(box.Offerings, p.someNodeHolds) {
			return inField(field, "middlebox %q: no node can hold even one instance of any offering, nor can any demand be met: "+
				"add a smaller offering or larger nodes", box.Name)
		}
	}
	return nil
}

// mostCost bounds what a deployment may cost: sums of a few costs must not pass
// 2^63-1 billionths.
const mostCost = math.MaxInt64 / 4

// validateCost checks that no deployment costs more than can be counted: the links
// carry no more than their capacity and every type once, and no node has more
// instances than its resources allow.
func (p *Problem) validateCost() error {
	g, types := p.Network.Graph, float64(p.Positions()-1)
	bandwidth := 0.0
	for _, l := range g.Links {
		bandwidth += min(float64(l.Capacity), types*2*float64(p.Chain.Demand))
	}
	if bandwidth*float64(p.Prices.Beta/1000) > mostCost {
		return inField("$.prices.mbps_per_link", "1 Mbit/s on one link costs %v, so that the chain may cost more than %v: give all prices in a larger unit",
			p.Prices.Beta, Cost(mostCost))
	}
	for r, alpha := range p.Prices.Alpha {
		amount := 0.0
		for _, n := range g.Nodes {
			amount += float64(n.Capacity[r])
		}
		if min(amount, p.mostDemanded(r))*float64(alpha) > mostCost {
			return inField("$.prices.resources", "one unit of %s costs %v, so that the chain may cost more than %v: give all prices in a larger unit",
				g.Resources[r], alpha, Cost(mostCost))
		}
	}
	return nil
}

// mostDemanded bounds what the chain's instances take of a resource, if each node
// has no more of them than process the demand.
func (p *Problem) mostDemanded(r int) float64 {
	sum := 0.0
	for i := range p.Chain.Middleboxes {
		most := 0.0
		for _, o := range p.Offerings(i + 1) {
			count := float64(p.Chain.Demand)/float64(max(1, o.Throughput)) + float64(len(p.Network.Graph.Nodes))
			most = max(most, count*float64(o.Demand[r]))
		}
		sum += most
	}
	return sum
}

func (p *Problem) someNodeHolds(o Offering) bool {
	return o.Throughput > 0 && slices.ContainsFunc(p.Network.Graph.Nodes, func(n topo.Node) bool {
		for r, d := range o.Demand {
			if d > n.Capacity[r] {
				return false
			}
		}
		return true
	})
}

// validateConnection checks that some path joins source and target.
func (p *Problem) validateConnection() error {
	g, c := p.Network.Graph, &p.Chain
	if component, _ := g.Components(); component[c.Source] != component[c.Target] {
		return inField("$.chain.target", "no path joins %q and %q: the network is disconnected between them",
			g.Nodes[c.Source].Name, g.Nodes[c.Target].Name)
	}
	return nil
}
