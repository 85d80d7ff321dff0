// Package picture shows a lab: its nodes, links and LANs, and what links do, as
// SVG for readers and as DOT for Graphviz.
package picture

import (
	"fmt"
	"io"
	"strings"

	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/topo"
	"qanat/topo/svg"
)

// most is the number of links up to which the picture says what each does: more
// would cover each other.
const most = 40

// SVG draws the lab.
func SVG(w io.Writer, p *lab.Plan) error {
	b := topo.NewBuilder(p.Name)
	for _, n := range p.Nodes {
		b.Node(topo.Node{Name: n.Name, Kind: n.Kind, Pos: n.At, Placed: n.Placed})
	}
	o := svg.Overlay{Title: "Lab " + p.Name}
	label := func(link int, text string) {
		if text != "" && len(p.Links)+len(p.LANs) <= most {
			o.Labels = append(o.Labels, svg.Label{Link: link, Text: text})
		}
	}
	index := map[string]int{}
	for n := range p.Nodes {
		index[p.Nodes[n].Name] = n
	}
	for _, l := range p.Links {
		label(b.Link(index[l.Ends[0]], index[l.Ends[1]], 0), Says(l.Directions))
	}
	for _, l := range p.LANs {
		lan := b.Node(lanNode(p, &l, index))
		for _, name := range l.Members {
			b.Link(index[name], lan, 0)
		}
	}
	g, err := b.Build()
	if err != nil {
		return err
	}
	return svg.Draw(w, g, o)
}

// lanNode is a LAN as a node of the picture, amid its members if they are placed.
func lanNode(p *lab.Plan, l *lab.LAN, index map[string]int) topo.Node {
	n := topo.Node{Name: "LAN " + l.Name, Kind: topo.Edge, Placed: true}
	if !l.Impairment.None() {
		n.Name += ": " + l.Impairment.String()
	}
	for _, name := range l.Members {
		m := &p.Nodes[index[name]]
		n.Placed = n.Placed && m.Placed
		n.Pos.X += m.At.X / float64(len(l.Members))
		n.Pos.Y += m.At.Y / float64(len(l.Members))
	}
	return n
}

// Says is what a link's label says: what it does on both ways, or on each.
func Says(ways [2]impair.Impairment) string {
	switch {
	case ways[0] == ways[1] && ways[0].None():
		return ""
	case ways[0] == ways[1]:
		return ways[0].String()
	}
	return fmt.Sprintf("there: %v; back: %v", ways[0], ways[1])
}

// DOT writes the lab for Graphviz.
func DOT(w io.Writer, p *lab.Plan) error {
	var b strings.Builder
	fmt.Fprintf(&b, "graph %q {\n", p.Name)
	for n := range p.Nodes {
		fmt.Fprintf(&b, "  %q [label=%q];\n", p.Nodes[n].Name, p.Nodes[n].Name+"\n"+p.Address(n).String())
	}
	for _, l := range p.Links {
		fmt.Fprintf(&b, "  %q -- %q [label=%q];\n", l.Ends[0], l.Ends[1], Says(l.Directions))
	}
	for _, l := range p.LANs {
		fmt.Fprintf(&b, "  %q [shape=box];\n", "LAN "+l.Name)
		for _, name := range l.Members {
			fmt.Fprintf(&b, "  %q -- %q;\n", name, "LAN "+l.Name)
		}
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}
