package reduction

import (
	"fmt"
	"math/bits"

	"qanat/solver"
	"qanat/topo"
)

// unit is the traffic of one node of G on one link.
const unit = topo.Mbps

// Problem returns the instance of DSFC for g. Nodes of g keep their indices;
// s is node n and t is node n+1 (n = len(g)).
func Problem(g Graph) (*solver.Problem, error) {
	n := len(g)
	b := topo.NewBuilder("reduction", "cpu")
	for i := range n {
		b.Node(topo.Node{Name: fmt.Sprint("v", i+1), Capacity: []int64{2}})
	}
	s := b.Node(topo.Node{Name: "s", Capacity: []int64{1}})
	t := b.Node(topo.Node{Name: "t", Capacity: []int64{1}})
	for i := range n {
		b.Link(s, i, topo.Rate(n)*unit)
	}
	for i := range n {
		b.Link(i, t, unit)
	}
	for i := range n {
		for j := range i {
			if g[i]>>j&1 == 1 {
				b.Link(j, i, unit)
			}
		}
	}
	network, err := b.Build()
	if err != nil {
		return nil, err
	}
	firewall := solver.Offering{Name: "firewall", Throughput: topo.Rate(n) * unit, Demand: []int64{2}}
	p := &solver.Problem{
		Network: solver.NewNetwork(network),
		Catalogue: &solver.Catalogue{Name: "reduction", Resources: network.Resources,
			Middleboxes: []solver.Middlebox{{Name: "firewall", Offerings: []solver.Offering{firewall}}}},
		Chain:  solver.Chain{Source: s, Target: t, Middleboxes: []int{0}, Demand: topo.Rate(n) * unit},
		Prices: solver.Prices{Alpha: []solver.Cost{solver.Unit}, Beta: solver.Unit},
	}
	return p, p.Validate()
}

// Cost returns 3n+k in the unit of eq. 2.9.
func Cost(n, k int) solver.Cost { return solver.Cost(3*n+k) * solver.Unit }

// Deployment is Lemma 1: it turns a dominating set of size k into a deployment
// of cost 3n+k for p = Problem(g). A node that several nodes of the set could
// dominate goes to the first. A set that does not dominate is an error.
func Deployment(p *solver.Problem, g Graph, set Set) (*solver.Deployment, error) {
	if rest := g.Undominated(set); rest != 0 {
		return nil, fmt.Errorf("the set does not dominate node %d", bits.TrailingZeros32(uint32(rest)))
	}
	n := len(g)
	d := &solver.Deployment{}
	load := make([]topo.Rate, n) // of each node's firewall
	for i := range n {
		dominator := i
		if !set.Has(i) {
			dominator = bits.TrailingZeros32(g[i] & uint32(set))
			d.Flows = append(d.Flows, solver.Flow{Type: 1, Arc: arc(p, dominator, i), Rate: unit})
		}
		load[dominator] += unit
		d.Flows = append(d.Flows, solver.Flow{Type: 1, Arc: arc(p, i, n+1), Rate: unit})
	}
	for i, rate := range load {
		if rate > 0 {
			d.Instances = append(d.Instances, solver.Instances{Node: i, Position: 1, Count: 1})
			d.Allocations = append(d.Allocations, solver.Allocation{Node: i, Position: 1, Rate: rate})
			d.Flows = append(d.Flows, solver.Flow{Type: 0, Arc: arc(p, n, i), Rate: rate})
		}
	}
	return d, nil
}

// arc returns the arc of the one link from a node to another, which exists.
func arc(p *solver.Problem, from, to int) topo.Arc {
	g := p.Network.Graph
	for _, a := range g.Out(from) {
		if g.Head(a) == to {
			return a
		}
	}
	return -1
}

// Firewalls returns the set S of nodes where a deployment has firewalls.
func Firewalls(d *solver.Deployment) Set {
	var s Set
	for _, y := range d.Instances {
		s |= 1 << y.Node
	}
	return s
}

// Dominators is the way back: a dominating set of size at most k from any
// deployment of cost 3n+k.
func Dominators(g Graph, d *solver.Deployment) Set {
	s := Firewalls(d)
	return s | g.Undominated(s)
}
