// Package draw turns a deployment into a picture: which instances run where, and
// which links carry the traffic between which middleboxes.
package draw

import (
	"fmt"
	"io"
	"strings"

	"qanat/solver"
	"qanat/topo/svg"
)

// Deployment writes an SVG picture of d on p's network.
func Deployment(w io.Writer, p *solver.Problem, d *solver.Deployment) error {
	return svg.Draw(w, p.Network.Graph, Overlay(p, d))
}

// Overlay is what Deployment draws on p's network, for those who add to it. d
// may be the part of a deployment that a solver has so far.
func Overlay(p *solver.Problem, d *solver.Deployment) svg.Overlay {
	bill := d.Bill(p)
	o := svg.Overlay{
		Title: fmt.Sprintf("%v on %s: cost %v = resources %v + bandwidth %v",
			p.Chain.Demand, p.Network.Graph.Name, bill.Total(), bill.Resources, bill.Bandwidth),
		Source: p.Chain.Source, Target: p.Chain.Target,
		Notes: notes(p, d),
	}
	for kind := range p.Positions() - 1 {
		o.Kinds = append(o.Kinds, name(p, kind)+" to "+name(p, kind+1))
	}
	for _, x := range d.Flows {
		o.Flows = append(o.Flows, svg.Flow{Arc: x.Arc, Kind: x.Type, Share: float64(x.Rate) / float64(p.Chain.Demand)})
	}
	return o
}

// name is what a position of the chain is called.
func name(p *solver.Problem, position int) string {
	switch position {
	case 0:
		return "source"
	case p.Positions() - 1:
		return "target"
	}
	return p.Catalogue.Middleboxes[p.Chain.Middleboxes[position-1]].Name
}

// notes lists, per node, what it processes and with which instances, in the
// order of the chain.
func notes(p *solver.Problem, d *solver.Deployment) []svg.Note {
	lines := make([][]string, len(p.Network.Graph.Nodes))
	for i := range p.Chain.Middleboxes {
		for _, z := range d.Allocations {
			if z.Position == i+1 {
				lines[z.Node] = append(lines[z.Node], fmt.Sprintf("%s %v: %s", name(p, z.Position), z.Rate, Instances(p, d, z)))
			}
		}
	}
	var list []svg.Note
	for m, text := range lines {
		if text != nil {
			list = append(list, svg.Note{Node: m, Lines: text})
		}
	}
	return list
}

// Instances names the instances behind one allocation, as in "1 x Level 1 + 2 x
// Level 5".
func Instances(p *solver.Problem, d *solver.Deployment, z solver.Allocation) string {
	var parts []string
	for _, y := range d.Instances {
		if y.Node == z.Node && y.Position == z.Position {
			parts = append(parts, fmt.Sprintf("%d x %s", y.Count, p.Offerings(y.Position)[y.Offering].Name))
		}
	}
	return strings.Join(parts, " + ")
}
