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
	legend(&head, o.Kinds)
	for _, part := range [][]byte{head.Bytes(), c.Bytes(), []byte("</svg>\n")} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// legend writes the colours' names in a line below the title.
func legend(w io.Writer, kinds []string) {
	x := float64(margin)
	for k, name := range kinds {
		fmt.Fprintf(w, `<line x1="%.0f" y1="46" x2="%.0f" y2="46" stroke="%s" stroke-width="4"/>`, x, x+22, colours[k%len(colours)])
		fmt.Fprintf(w, `<text x="%.0f" y="50" font-size="12" fill="#222">%s</text>`+"\n", x+28, html.EscapeString(name))
		x += 28 + textWidth(name, 12) + 22
	}
}

// textWidth is about how wide a text is at a font size: fonts differ.
func textWidth(s string, size float64) float64 { return 0.62 * size * float64(len([]rune(s))) }
