package svg

import (
	"math"

	"qanat/topo"
)

const (
	margin = 24
	// top is where the drawing begins, below title and legend.
	top = 84
	// spacing is the least distance between hosts of a tier.
	spacing = 22
	// tall is the distance between tiers.
	tall = 120
	// wide is the least width of a picture.
	wide = 960
)

// layout is where nodes are, in pixels.
type layout struct {
	at            []topo.Point
	width, height float64
	tiers         bool
	first         float64 // with tiers: the height of the upmost
	crowded       bool    // no room for the names of hosts
	ring          bool
	middle        topo.Point // of the ring
}

// layOut chooses a layout that suits the graph.
func layOut(g *topo.Graph) *layout {
	placed, tiers := true, len(g.Nodes) > 1
	for _, n := range g.Nodes {
		placed = placed && n.Placed
	}
	for _, l := range g.Links {
		tiers = tiers && g.Nodes[l.A].Kind != g.Nodes[l.B].Kind
	}
	switch {
	case placed:
		return onMap(g)
	case tiers:
		return inTiers(g)
	}
	return inRing(g)
}

// onMap scales the nodes' own positions, degrees of longitude as wide as they
// are at the middle latitude.
func onMap(g *topo.Graph) *layout {
	low, high := g.Nodes[0].Pos, g.Nodes[0].Pos
	for _, n := range g.Nodes {
		low = topo.Point{X: min(low.X, n.Pos.X), Y: min(low.Y, n.Pos.Y)}
		high = topo.Point{X: max(high.X, n.Pos.X), Y: max(high.Y, n.Pos.Y)}
	}
	squeeze := math.Cos((low.Y + high.Y) / 2 * math.Pi / 180)
	spanX, spanY := max((high.X-low.X)*squeeze, 1e-9), max(high.Y-low.Y, 1e-9)
	const side = 100.0 // room for names beside the outermost nodes
	scale := min((wide-2*side)/spanX, 560/spanY)
	l := &layout{width: wide, height: top + 60 + spanY*scale + 60}
	for _, n := range g.Nodes {
		l.at = append(l.at, topo.Point{
			X: wide/2 + ((n.Pos.X-(low.X+high.X)/2)*squeeze)*scale,
			Y: top + 30 + (high.Y-n.Pos.Y)*scale,
		})
	}
	return l
}

// inTiers puts every kind of node into a line, the core at the top.
func inTiers(g *topo.Graph) *layout {
	count := map[topo.Kind]int{}
	for _, n := range g.Nodes {
		count[n.Kind]++
	}
	most := 0
	row := map[topo.Kind]float64{}
	y := float64(top) + 20
	for _, k := range []topo.Kind{topo.Router, topo.Core, topo.Aggregation, topo.Edge, topo.Host} {
		if count[k] > 0 {
			row[k] = y
			y += tall
			most = max(most, count[k])
		}
	}
	width := max(wide, 2*margin+float64(most)*spacing)
	l := &layout{width: width, height: y - tall + 60, tiers: true, first: top + 20, crowded: float64(most)*30 > width}
	seen := map[topo.Kind]int{}
	for _, n := range g.Nodes {
		step := (width - 2*margin) / float64(count[n.Kind])
		l.at = append(l.at, topo.Point{X: margin + step*(float64(seen[n.Kind])+0.5), Y: row[n.Kind]})
		seen[n.Kind]++
	}
	return l
}

// inRing puts nodes with several links on a ring and those with one outside,
// beside their neighbour.
func inRing(g *topo.Graph) *layout {
	ring := []int{}
	for m := range g.Nodes {
		if len(g.Out(m)) != 1 {
			ring = append(ring, m)
		}
	}
	radius := max(200, float64(len(ring))*14)
	size := 2 * (radius + 110 + margin)
	l := &layout{at: make([]topo.Point, len(g.Nodes)), width: max(wide, size), height: top + size, ring: true}
	l.middle = topo.Point{X: l.width / 2, Y: top + size/2}
	slice := 2 * math.Pi / float64(max(1, len(ring)))
	for i, m := range ring {
		l.at[m] = around(l.middle, radius, slice*float64(i))
		leaves := []int{}
		for _, a := range g.Out(m) {
			if n := g.Head(a); len(g.Out(n)) == 1 {
				leaves = append(leaves, n)
			}
		}
		for k, n := range leaves {
			turn := slice * (float64(i) + (float64(k)+0.5)/float64(len(leaves)) - 0.5)
			l.at[n] = around(l.middle, radius+60, turn)
		}
	}
	return l
}

// around returns the point at a distance and an angle, 0 being upwards.
func around(middle topo.Point, radius, angle float64) topo.Point {
	return topo.Point{X: middle.X + radius*math.Sin(angle), Y: middle.Y - radius*math.Cos(angle)}
}

// direction returns the way from one point to another, 1 long; upwards if they
// are the same.
func direction(from, to topo.Point) topo.Point {
	length := math.Hypot(to.X-from.X, to.Y-from.Y)
	if length == 0 {
		return topo.Point{Y: -1}
	}
	return topo.Point{X: (to.X - from.X) / length, Y: (to.Y - from.Y) / length}
}
