package svg

import (
	"fmt"
	"html"
	"strings"

	"qanat/topo"
)

const (
	nameSize = 10.0 // of the font
	// halo keeps names readable where links and flows pass below them.
	halo = `stroke="white" stroke-width="3" paint-order="stroke"`
)

// spot is where a name stands beside its node.
type spot struct {
	dx, dy float64
	anchor string // start, middle or end: which part of the text is there
}

// spot returns where a node's name is in nobody's way: below hosts of a tier and
// above its first line of switches, outside a ring, to the upper right elsewhere.
func (c *canvas) spot(m int) spot {
	p, host := c.at[m], c.g.Nodes[m].Kind == topo.Host
	switch {
	case c.tiers && host:
		return spot{0, 20, "middle"}
	case c.tiers && p.Y == c.first:
		return spot{0, -12, "middle"}
	case c.tiers:
		return spot{11, 4, "start"}
	case c.ring && len(c.g.Out(m)) == 1:
		return outside(p, c.middle)
	}
	return spot{10, -8, "start"}
}

// outside returns the spot on the far side of a node as seen from the middle.
func outside(p, middle topo.Point) spot {
	const away = 12
	far := direction(middle, p)
	s := spot{away * far.X, away*far.Y + 4, "start"}
	switch {
	case far.X < -0.3:
		s.anchor = "end"
	case far.X < 0.3:
		s.anchor = "middle"
		s.dy += 4 * far.Y
	}
	return s
}

// name writes a node's name, and source or target in bold behind or below it.
func (c *canvas) name(m int, end string) {
	at := c.spot(m)
	p, text := c.at[m], html.EscapeString(c.g.Nodes[m].Name)
	below := c.tiers && c.g.Nodes[m].Kind == topo.Host
	if end != "" && !below {
		text += fmt.Sprintf(` <tspan font-weight="bold">%s</tspan>`, end)
	}
	c.write(p.X+at.dx, p.Y+at.dy, at.anchor, text)
	if end != "" && below {
		c.write(p.X+at.dx, p.Y+at.dy+12, at.anchor, fmt.Sprintf(`<tspan font-weight="bold">%s</tspan>`, end))
	}
}

// write puts markup at a point and remembers how far down it reaches.
func (c *canvas) write(x, y float64, anchor, markup string) {
	fmt.Fprintf(c, `<text x="%.1f" y="%.1f" font-size="%.0f" text-anchor="%s" fill="#222" %s>%s</text>`+"\n",
		x, y, nameSize, anchor, halo, markup)
	c.bottom = max(c.bottom, y+2)
}

// labels writes what is said of links, on a patch that hides the link, and off its
// middle, where links cross.
func (c *canvas) labels(labels []Label) {
	const line, along = nameSize + 2, 0.4
	for _, l := range labels {
		link := c.g.Links[l.Link]
		a, b := c.at[link.A], c.at[link.B]
		x, y := a.X+along*(b.X-a.X), a.Y+along*(b.Y-a.Y)
		lines := strings.Split(l.Text, "; ")
		width, height := 0.0, line*float64(len(lines))
		for _, text := range lines {
			width = max(width, textWidth(text, nameSize))
		}
		fmt.Fprintf(c, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="white"/>`+"\n", x-width/2, y-height/2-1, width, height+2)
		for k, text := range lines {
			c.write(x, y-height/2+line*(float64(k)+0.8), "middle", html.EscapeString(text))
		}
	}
}
