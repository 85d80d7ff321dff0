package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// bandOf shades a range over the whole width, or, in dot plots, the whole
// height of a diagram.
type bandOf struct {
	Band
	look  style
	lying bool
}

// Plot implements plot.Plotter. A band without height is drawn as a line.
func (b bandOf) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	edge := draw.LineStyle{Color: b.look.faint(), Width: 2}
	if b.lying {
		low, high := toX(b.Low), toX(b.High)
		c.FillPolygon(b.look.faint(), c.ClipPolygonX([]point{{X: low, Y: c.Min.Y}, {X: low, Y: c.Max.Y},
			{X: high, Y: c.Max.Y}, {X: high, Y: c.Min.Y}}))
		c.StrokeLine2(edge, low, c.Min.Y, low, c.Max.Y)
		c.StrokeLine2(edge, high, c.Min.Y, high, c.Max.Y)
		return
	}
	low, high := toY(b.Low), toY(b.High)
	c.FillPolygon(b.look.faint(), c.ClipPolygonY([]point{{X: c.Min.X, Y: low}, {X: c.Max.X, Y: low},
		{X: c.Max.X, Y: high}, {X: c.Min.X, Y: high}}))
	c.StrokeLine2(edge, c.Min.X, low, c.Max.X, low)
	c.StrokeLine2(edge, c.Min.X, high, c.Max.X, high)
}

// DataRange implements plot.DataRanger: the band is always in view.
func (b bandOf) DataRange() (xmin, xmax, ymin, ymax float64) {
	if b.lying {
		return b.Low, b.High, math.Inf(1), math.Inf(-1)
	}
	return math.Inf(1), math.Inf(-1), b.Low, b.High
}
