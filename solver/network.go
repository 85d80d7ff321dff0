package solver

import (
	"fmt"
	"slices"

	"qanat/topo"
)

// Network is a substrate graph with what is left of its capacities. Several
// networks may share one graph; one network is for one goroutine at a time.
type Network struct {
	Graph *topo.Graph
	// Free is the residual c_mr of eq. 2.1: resource r of node m at index
	// m*len(Graph.Resources)+r.
	Free []int64
	// Spare is the residual c_mn of eq. 2.3, one per link.
	Spare []topo.Rate
}

// NewNetwork returns the network of g with nothing placed on it.
func NewNetwork(g *topo.Graph) *Network {
	n := &Network{Graph: g}
	for _, node := range g.Nodes {
		n.Free = append(n.Free, node.Capacity...)
	}
	for _, link := range g.Links {
		n.Spare = append(n.Spare, link.Capacity)
	}
	return n
}

// FreeAt returns what is left of node m's resources. The slice is shared.
func (n *Network) FreeAt(m int) []int64 {
	r := len(n.Graph.Resources)
	return n.Free[m*r : (m+1)*r]
}

// Clone returns a copy that shares only the graph.
func (n *Network) Clone() *Network {
	return &Network{Graph: n.Graph, Free: slices.Clone(n.Free), Spare: slices.Clone(n.Spare)}
}

// Reserve takes what d uses out of the residual capacities. If any capacity
// does not suffice it changes nothing and returns an error that names it.
func (n *Network) Reserve(p *Problem, d *Deployment) error {
	n.take(p, d, 1)
	if err := n.overdrawn(d); err != nil {
		n.take(p, d, -1)
		return err
	}
	return nil
}

// Release gives back what Reserve took for the same deployment.
func (n *Network) Release(p *Problem, d *Deployment) { n.take(p, d, -1) }

func (n *Network) take(p *Problem, d *Deployment, sign int64) {
	for _, y := range d.Instances {
		free := n.FreeAt(y.Node)
		for r, amount := range p.Offerings(y.Position)[y.Offering].Demand {
			free[r] -= sign * amount * int64(y.Count)
		}
	}
	for _, x := range d.Flows {
		n.Spare[x.Arc.Link()] -= topo.Rate(sign) * x.Rate
	}
}

// overdrawn names a capacity below zero among those that d uses.
func (n *Network) overdrawn(d *Deployment) error {
	g := n.Graph
	for _, y := range d.Instances {
		for r, free := range n.FreeAt(y.Node) {
			if free < 0 {
				return fmt.Errorf("node %q lacks %d of %s", g.Nodes[y.Node].Name, -free, g.Resources[r])
			}
		}
	}
	for _, x := range d.Flows {
		if spare := n.Spare[x.Arc.Link()]; spare < 0 {
			link := g.Links[x.Arc.Link()]
			return fmt.Errorf("link %q to %q lacks %v", g.Nodes[link.A].Name, g.Nodes[link.B].Name, -spare)
		}
	}
	return nil
}
