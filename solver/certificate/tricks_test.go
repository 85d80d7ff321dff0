package certificate_test

import (
	"slices"

	"qanat/solver/certificate"
	"qanat/topo"
)

// tricks are forgeries that would prove anything if one rule were not checked.
var tricks = map[string]func(c *certificate.Certificate){
	"trees larger than the network": func(c *certificate.Certificate) {
		for s := range c.Argument.Search {
			stage := &c.Argument.Search[s]
			for p := range stage.Places {
				stage.Places[p].Length *= 50
			}
			for k := range stage.Classes {
				stage.Classes[k].Reach *= 50
			}
		}
	},
	"hosts left out": func(c *certificate.Certificate) {
		for s := range c.Argument.Search {
			stage := &c.Argument.Search[s]
			last := len(stage.Classes) - 1
			for ; last > 0 && !isEndpoint(c, &stage.Classes[last]); last-- {
				dropClass(stage.Root, last)
			}
			stage.Classes = stage.Classes[:last+1]
		}
	},
	"a link of the source with more traffic than room": func(c *certificate.Certificate) {
		stage := &c.Argument.Search[len(c.Argument.Search)-1]
		of := slices.IndexFunc(stage.Classes, func(k certificate.Class) bool { return k.Hosts[0] == c.Problem.Chain.Source })
		if len(stage.Places) > 0 {
			stage.Classes[of].Cuts = [][]int{{narrowest(c)}}
		}
		charge(stage.Root, certificate.Limit{Kind: certificate.HostLink, Of: of})
	},
	"a place with more traffic than room": func(c *certificate.Certificate) {
		stage := &c.Argument.Search[len(c.Argument.Search)-1]
		of := slices.IndexFunc(stage.Classes, func(k certificate.Class) bool { return k.Hosts[0] == c.Problem.Chain.Source })
		if place := stage.Classes[of].Place; len(stage.Places) > 0 {
			stage.Places[place].Cut = []int{narrowest(c)}
			charge(stage.Root, certificate.Limit{Kind: certificate.EdgeLink, Of: place})
		}
	},
}

func isEndpoint(c *certificate.Certificate, k *certificate.Class) bool {
	return k.Hosts[0] == c.Problem.Chain.Source || k.Hosts[0] == c.Problem.Chain.Target
}

// dropClass takes a class out of all limits.
func dropClass(n *certificate.Node, class int) {
	is := func(c int) bool { return c == class }
	for l := range n.Limits {
		n.Limits[l].Classes = slices.DeleteFunc(n.Limits[l].Classes, is)
	}
	if n.Split != nil {
		n.Split.Classes = slices.DeleteFunc(n.Split.Classes, is)
	}
	for _, child := range n.Children {
		dropClass(child, class)
	}
}

// narrowest returns the link with the least room.
func narrowest(c *certificate.Certificate) int {
	best := 0
	for l, spare := range c.Problem.Network.Spare {
		if spare < c.Problem.Network.Spare[best] {
			best = l
		}
	}
	return best
}

// charge limits a root by one limit more and lets its first proof charge for it
// whatever can be charged.
func charge(root *certificate.Node, l certificate.Limit) {
	root.Limits = append(root.Limits, l)
	root.Proofs = root.Proofs[:1]
	f := &root.Proofs[0]
	f.Fine = min(f.Fine, 0)
	for k := range f.Potentials {
		f.Potentials[k] = 0
	}
	for k := range f.Duals {
		f.Duals[k] = 0
	}
	f.Duals = append(f.Duals, -int64(1e12)/int64(topo.Mbps))
	root.Split, root.Children = nil, nil
}
