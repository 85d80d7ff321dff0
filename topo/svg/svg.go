// Package svg draws a topology, and what happens on it, as an SVG picture that
// browsers show and papers print. It knows nodes, links and coloured flows, not
// what they mean.
//
// Where every node has a position (maps) it is drawn there. Data centres are
// drawn in tiers, hosts at the bottom; other networks as a ring of switches with
// their hosts outside. The same input always gives the same bytes.
package svg

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"

	"qanat/topo"
)

// Overlay is what is drawn on a topology. The zero value draws nothing.
type Overlay struct {
	Title string
	// Caption stands below the drawing, each string a paragraph that is wrapped
	// to the width of the picture.
	Caption []string
	// Notes are lines of text at nodes.
	Notes []Note
	// Source and Target are marked, if they differ.
	Source, Target int
	Flows          []Flow
	// Kinds name the colours of flows, for the legend.
	Kinds []string
	// Labels say something of links, in the middle of each.
	Labels []Label
}

// Label is text at a link, a line for each part between semicolons.
type Label struct {
	Link int // index into the graph's links
	Text string
}

// Note is text at a node, one string per line.
type Note struct {
	Node   int
	Lines  []string
	Strong bool // framed so that it is seen first
}

// Flow is a coloured arrow along one direction of a link.
type Flow struct {
	Arc   topo.Arc
	Kind  int     // index into Overlay.Kinds
	Share float64 // 0 to 1: how thick
}

// colours are those of Okabe and Ito, which colour-blind readers tell apart,
// without the yellow that fades on white.
var colours = []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"}

// Draw writes the picture.
func Draw(w io.Writer, g *topo.Graph, o Overlay) error {
	l := layOut(g)
	c := &canvas{g: g, at: l.at, layout: l}
	boxes := c.place(o.Notes)
	c.links(o.Flows)
	c.flows(o)
	c.labels(o.Labels)
	c.nodes(o)
	c.notes(boxes)
	c.caption(o.Caption)
	width, height := l.width, max(l.height, c.bottom+margin)
	var head bytes.Buffer
	fmt.Fprintf(&head, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="Helvetica, Arial, sans-serif">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&head, `<rect width="100%%" height="100%%" fill="white"/>`+"\n")
	title := o.Title
	if title == "" {
		title = g.Name
	}
	fmt.Fprintf(&head, `<text x="%d" y="26" font-size="17" fill="#222">%s</text>`+"\n", margin, html.EscapeString(title))
	legend(&head, &o, width)
	for _, part := range [][]byte{head.Bytes(), c.Bytes(), []byte("</svg>\n")} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// used returns the kinds that any flow has, ascending.
func (o *Overlay) used() []int {
	var kinds []int
	for _, f := range o.Flows {
		kinds = append(kinds, f.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// legend writes the colours' names below the title, in grey those of which there
// is no flow.
func legend(w io.Writer, o *Overlay, width float64) {
	const key, line = 28, 18 // what a colour takes before its name, and a line
	used := o.used()
	x, y := float64(margin), 46.0
	for k, name := range o.Kinds {
		colour, ink := colours[k%len(colours)], "#222"
		if !slices.Contains(used, k) {
			colour, ink, name = "#dcdcdc", "#888", name+" (none)"
		}
		long := key + textWidth(name, 12)
		if x > margin && x+long > width-margin {
			x, y = margin, y+line
		}
		fmt.Fprintf(w, `<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f" stroke="%s" stroke-width="4"/>`, x, y, x+22, y, colour)
		fmt.Fprintf(w, `<text x="%.0f" y="%.0f" font-size="12" fill="%s">%s</text>`+"\n", x+key, y+4, ink, html.EscapeString(name))
		x += long + 22
	}
}

// textWidth is about how wide a text is at a font size: fonts differ.
func textWidth(s string, size float64) float64 { return 0.62 * size * float64(len([]rune(s))) }
