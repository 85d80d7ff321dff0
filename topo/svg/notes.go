package svg

import (
	"cmp"
	"fmt"
	"html"
	"slices"

	"qanat/topo"
)

// box is a note with its place.
type box struct {
	Note
	at            topo.Point // of its upper left corner
	width, height float64
}

const (
	noteSize   = 11.0 // of the font
	noteLine   = 14.0
	noteIndent = 6.0
)

// place finds room for the notes below the drawing, near their nodes, so that
// they cover neither the drawing nor each other.
func (c *canvas) place(notes []Note) []box {
	var boxes []box
	for _, n := range notes {
		n.Lines = append([]string{c.g.Nodes[n.Node].Name}, n.Lines...)
		b := box{Note: n, height: noteLine*float64(len(n.Lines)) + 2*noteIndent}
		for _, line := range n.Lines {
			b.width = max(b.width, textWidth(line, noteSize)+2*noteIndent)
		}
		boxes = append(boxes, b)
	}
	slices.SortStableFunc(boxes, func(a, b box) int { return cmp.Compare(c.at[a.Node].X, c.at[b.Node].X) })
	ground := 0.0
	for _, p := range c.at {
		ground = max(ground, p.Y)
	}
	for k := range boxes {
		b := &boxes[k]
		b.at = topo.Point{X: c.at[b.Node].X - b.width/2, Y: ground + 56}
		b.at.X = min(max(b.at.X, margin), c.width-margin-b.width)
		for slices.ContainsFunc(boxes[:k], b.overlaps) {
			b.at.Y += noteLine
		}
	}
	return boxes
}

func (b *box) overlaps(o box) bool {
	const gap = 6
	return b.at.X < o.at.X+o.width+gap && o.at.X < b.at.X+b.width+gap && b.at.Y < o.at.Y+o.height+gap && o.at.Y < b.at.Y+b.height+gap
}

// frame is how the outline of a note is drawn.
func (b *box) frame() string {
	if b.Strong {
		return `stroke="#000000" stroke-width="3"`
	}
	return `stroke="#888"`
}

// notes draws the boxes with a line to their nodes.
func (c *canvas) notes(boxes []box) {
	for _, b := range boxes {
		p := c.at[b.Node]
		from := p.Y + 8
		if c.tiers {
			from = p.Y + 36 // below the name
		}
		fmt.Fprintf(c, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#888" stroke-dasharray="3 3"/>`+"\n", p.X, from, p.X, b.at.Y)
	}
	for _, b := range boxes {
		fmt.Fprintf(c, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4" fill="white" %s/>`+"\n", b.at.X, b.at.Y, b.width, b.height, b.frame())
		for i, line := range b.Lines {
			weight := "normal"
			if i == 0 { // the node's name
				weight = "bold"
			}
			fmt.Fprintf(c, `<text x="%.1f" y="%.1f" font-size="%.0f" font-weight="%s" fill="#222">%s</text>`+"\n",
				b.at.X+noteIndent, b.at.Y+noteIndent+noteLine*(float64(i)+0.8), noteSize, weight, html.EscapeString(line))
		}
		c.bottom = max(c.bottom, b.at.Y+b.height)
	}
}
