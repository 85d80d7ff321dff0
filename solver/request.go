package solver

import (
	"errors"
	"fmt"
	"strings"

	"qanat/topo"
)

// Request states a problem by names, as people do on a command line or in a
// file.
type Request struct {
	Network        *Network
	Catalogue      *Catalogue
	Prices         Prices
	Middleboxes    []string // in the order traffic meets them
	Source, Target string   // node names
	Demand         topo.Rate
}

// Problem resolves the names and validates the result. Unknown names are
// errors that list those that are known.
func (r *Request) Problem() (*Problem, error) {
	g := r.Network.Graph
	p := &Problem{Network: r.Network, Catalogue: r.Catalogue, Prices: r.Prices}
	p.Chain.Demand = r.Demand
	var errs []error
	for _, end := range []struct {
		role, name string
		node       *int
	}{{"source", r.Source, &p.Chain.Source}, {"target", r.Target, &p.Chain.Target}} {
		node, known := g.Find(end.name)
		if !known {
			errs = append(errs, inField("$.chain."+end.role, "%s %q is not a node of %s: its nodes are %s", end.role, end.name, g.Name, some(g)))
		}
		*end.node = node
	}
	for i, name := range r.Middleboxes {
		name = strings.TrimSpace(name)
		index, known := r.Catalogue.Find(name)
		if !known {
			errs = append(errs, inField(fmt.Sprintf("$.chain.middleboxes[%d]", i), "unknown middlebox %q: catalogue %s has %s",
				name, r.Catalogue.Name, r.Catalogue.names()))
		}
		p.Chain.Middleboxes = append(p.Chain.Middleboxes, index)
	}
	if len(errs) == 0 {
		errs = append(errs, p.Validate())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return p, nil
}

func (c *Catalogue) names() string {
	names := make([]string, len(c.Middleboxes))
	for i, m := range c.Middleboxes {
		names[i] = m.Name
	}
	return strings.Join(names, ", ")
}

// some names the first and last nodes of a graph, enough to see their form.
func some(g *topo.Graph) string {
	const shown = 6
	var names []string
	for _, n := range g.Nodes {
		names = append(names, n.Name)
	}
	if len(names) > shown {
		names = append(names[:shown-1:shown-1], "... "+names[len(names)-1])
	}
	return strings.Join(names, ", ")
}
