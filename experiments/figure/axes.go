package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// plot makes the diagram.
func (a *Axes) plot() (*plot.Plot, error) {
	p := plot.New()
	dress(&p.X, &a.X)
	dress(&p.Y, &a.Y)
	grid := plotter.NewGrid()
	grid.Horizontal, grid.Vertical = gridLine, gridLine
	if a.Band != nil {
		p.Add(bandOf{*a.Band, common, a.Categories != nil})
	}
	for i := range a.Series { // bands lie behind the grid, the grid behind the points
		if band := a.Series[i].Band; band != nil {
			p.Add(bandOf{*band, styleOf(a.Series[i].Style), a.Categories != nil})
		}
	}
	p.Add(grid, parity{x: a.X.Reference, y: a.Y.Reference})
	for i := range a.Series {
		if err := a.add(p, i); err != nil {
			return nil, fmt.Errorf("%s, series %s: %w", a.Title, a.Series[i].Name, err)
		}
	}
	if a.Categories != nil {
		a.label(p)
	} else {
		cover(&p.X, a.X.Ticks)
		cover(&p.Y, a.Y.Ticks)
	}
	pad(&p.X, &a.X)
	if a.Categories == nil {
		pad(&p.Y, &a.Y)
	}
	return p, nil
}

// dress sets the looks of one axis.
func dress(axis *plot.Axis, with *Axis) {
	axis.Label.Text = with.Label
	axis.Label.TextStyle = restyle(axis.Label.TextStyle, 8)
	axis.Label.Padding = 2
	axis.Tick.Label = restyle(axis.Tick.Label, 7.5)
	axis.LineStyle, axis.Tick.LineStyle = axisLine, axisLine
	axis.Tick.Length = 3
	axis.Padding = 0
	if with.Log {
		axis.Scale = logScale{}
		axis.Tick.Marker = decades{}
	} else {
		axis.Tick.Marker = plain{}
	}
	if with.Ticks != nil {
		axis.Tick.Marker = fixed(with.Ticks)
	}
}

// restyle keeps where a text stands and how it is turned.
func restyle(old draw.TextStyle, size vg.Length) draw.TextStyle {
	style := write(size, ink)
	style.XAlign, style.YAlign, style.Rotation = old.XAlign, old.YAlign, old.Rotation
	return style
}

// add draws one series: error bars, line, marks.
func (a *Axes) add(p *plot.Plot, index int) error {
	s, look := &a.Series[index], styleOf(a.Series[index].Style)
	visible := a.drawable(s.Points)
	points := make(plotter.XYs, len(visible))
	for i, q := range visible {
		points[i].X, points[i].Y = q.X, q.Y
		if a.Categories != nil {
			points[i].X, points[i].Y = q.Y, a.lineOf(q.X, index)
		}
	}
	if len(points) == 0 {
		return nil
	}
	line, marks, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	line.LineStyle, marks.GlyphStyle = look.line(), look.glyph()
	p.Add(intervals{visible, points, look.bar(), a.Categories != nil})
	if !s.Dots && a.Categories == nil {
		p.Add(line)
	}
	p.Add(bare{marks})
	return nil
}

// drawable leaves out what has no place on a logarithmic scale: points that are
// not positive, and the lower half of intervals that reach zero.
func (a *Axes) drawable(points []Point) []Point {
	var kept []Point
	for _, q := range points {
		if a.Y.Log && q.Low <= 0 {
			q.Low = q.Y
		}
		if !(a.Y.Log && q.Y <= 0) && !(a.X.Log && a.Categories == nil && q.X <= 0) {
			kept = append(kept, q)
		}
	}
	return kept
}

// bare hides how large marks are: the margins have room for them, and room that
// each diagram made for its own marks would set its axes off from its
// neighbours'.
type bare struct{ marks *plotter.Scatter }

// Plot implements plot.Plotter.
func (b bare) Plot(c draw.Canvas, p *plot.Plot) { b.marks.Plot(c, p) }

// DataRange implements plot.DataRanger.
func (b bare) DataRange() (xmin, xmax, ymin, ymax float64) { return b.marks.DataRange() }

// lineOf returns where a category's dots of one series lie: categories go
// downwards, the series of one category are set a little apart.
func (a *Axes) lineOf(category float64, series int) float64 {
	const apart = 0.16
	return -category - apart*(float64(series)-float64(len(a.Series)-1)/2)
}

// label names the categories.
func (a *Axes) label(p *plot.Plot) {
	ticks := make([]plot.Tick, len(a.Categories))
	for i, name := range a.Categories {
		ticks[i] = plot.Tick{Value: -float64(i), Label: name}
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.Min, p.Y.Max = -float64(len(a.Categories))+0.5, 0.5
}

// cover widens an axis to the values that it labels.
func cover(axis *plot.Axis, ticks []float64) {
	for _, value := range ticks {
		axis.Min, axis.Max = math.Min(axis.Min, value), math.Max(axis.Max, value)
	}
}

// pad leaves room around the data.
func pad(axis *plot.Axis, with *Axis) {
	if _, isLog := axis.Scale.(logScale); isLog {
		margin := math.Pow(axis.Max/axis.Min, 0.06)
		if margin == 1 {
			margin = 1.2
		}
		axis.Min, axis.Max = axis.Min/margin, axis.Max*margin
		return
	}
	if axis.Max == axis.Min {
		axis.Min, axis.Max = axis.Min-1, axis.Max+1
	}
	if with.Max != 0 {
		axis.Max = with.Max
	}
	if with.FromZero {
		axis.Min = 0
	}
	margin := 0.06 * (axis.Max - axis.Min)
	axis.Max += margin
	if !with.FromZero {
		axis.Min -= margin
	}
}
