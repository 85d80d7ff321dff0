package svg

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"qanat/topo"
)

// canvas gathers the picture's marks, from back to front.
type canvas struct {
	bytes.Buffer
	*layout
	g      *topo.Graph
	at     []topo.Point
	bottom float64 // of the lowest mark
}

// links draws every link in grey, fainter where flows shall stand out.
func (c *canvas) links(flows []Flow) {
	stroke := "#9a9a9a"
	if len(flows) > 0 {
		stroke = "#dcdcdc"
	}
	fmt.Fprintf(c, `<g stroke="%s" stroke-width="1">`+"\n", stroke)
	for _, l := range c.g.Links {
		a, b := c.at[l.A], c.at[l.B]
		fmt.Fprintf(c, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", a.X, a.Y, b.X, b.Y)
	}
	fmt.Fprintln(c, "</g>")
}

// flows draws the flows of each kind beside those of the others, with an arrow
// in the middle of the link.
func (c *canvas) flows(o Overlay) {
	const gap = 4.0
	lanes := o.used()
	for _, f := range o.Flows {
		a, b := c.at[c.g.Tail(f.Arc)], c.at[c.g.Head(f.Arc)]
		length := math.Hypot(b.X-a.X, b.Y-a.Y)
		if length == 0 {
			continue
		}
		dx, dy := (b.X-a.X)/length, (b.Y-a.Y)/length
		// The offset is to the right of the link's own direction, so that both
		// directions of one kind share a lane.
		side := gap * (float64(slices.Index(lanes, f.Kind)) - float64(len(lanes)-1)/2)
		if f.Arc&1 == 1 {
			side = -side
		}
		ox, oy := -dy*side, dx*side
		thick := 1.5 + 3*min(1, max(0, f.Share))
		colour := colours[f.Kind%len(colours)]
		fmt.Fprintf(c, `<line class="flow" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%.1f"/>`+"\n",
			a.X+ox, a.Y+oy, b.X+ox, b.Y+oy, colour, thick)
		mx, my := (a.X+b.X)/2+ox, (a.Y+b.Y)/2+oy
		size := 3 + thick
		fmt.Fprintf(c, `<path d="M%.1f %.1fL%.1f %.1fL%.1f %.1fZ" fill="%s"/>`+"\n", mx+dx*size, my+dy*size,
			mx-dx*size-dy*size*0.7, my-dy*size+dx*size*0.7, mx-dx*size+dy*size*0.7, my-dy*size-dx*size*0.7, colour)
	}
}

// nodes draws hosts as squares, switches as discs, with their names, and rings
// around source and target.
func (c *canvas) nodes(o Overlay) {
	for m, n := range c.g.Nodes {
		p := c.at[m]
		end := ""
		if o.Source != o.Target && m == o.Source {
			end = "source"
		} else if o.Source != o.Target && m == o.Target {
			end = "target"
		}
		fill := "#f2f2f2"
		if end != "" {
			fill = "#ffe08a"
		}
		if n.Kind == topo.Host {
			fmt.Fprintf(c, `<rect class="node" x="%.1f" y="%.1f" width="12" height="12" fill="%s" stroke="#333"/>`+"\n", p.X-6, p.Y-6, fill)
		} else {
			fmt.Fprintf(c, `<circle class="node" cx="%.1f" cy="%.1f" r="7" fill="%s" stroke="#333"/>`+"\n", p.X, p.Y, fill)
		}
		c.bottom = max(c.bottom, p.Y+8)
		if c.crowded && n.Kind == topo.Host && end == "" {
			continue
		}
		c.name(m, end)
	}
}
