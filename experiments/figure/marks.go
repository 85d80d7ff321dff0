package figure

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

type point = vg.Point

// intervals draws confidence intervals, upright or, in dot plots, lying. What
// reaches beyond the axes is cut off.
type intervals struct {
	of    []Point
	at    plotter.XYs // where each point was put
	style draw.LineStyle
	lying bool
}

// Plot implements plot.Plotter.
func (v intervals) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	for i, q := range v.of {
		if q.Low >= q.High {
			continue
		}
		x, y := toX(v.at[i].X), toY(v.at[i].Y)
		if v.lying {
			low, high := toX(q.Low), toX(q.High)
			c.StrokeLines(v.style, c.ClipLinesX([]point{{X: low, Y: y}, {X: high, Y: y}}, upright(low, y), upright(high, y))...)
			continue
		}
		low, high := toY(q.Low), toY(q.High)
		c.StrokeLines(v.style, c.ClipLinesY([]point{{X: x, Y: low}, {X: x, Y: high}}, level(x, low), level(x, high))...)
	}
}

// half is how far the caps of an interval reach to either side.
const half = vg.Length(2)

func upright(x, y vg.Length) []point { return []point{{X: x, Y: y - half}, {X: x, Y: y + half}} }
func level(x, y vg.Length) []point   { return []point{{X: x - half, Y: y}, {X: x + half, Y: y}} }

// DataRange implements plot.DataRanger: intervals are always in view.
func (v intervals) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = plotter.XYRange(v.at)
	for _, q := range v.of {
		if v.lying {
			xmin, xmax = math.Min(xmin, q.Low), math.Max(xmax, q.High)
		} else {
			ymin, ymax = math.Min(ymin, q.Low), math.Max(ymax, q.High)
		}
	}
	return xmin, xmax, ymin, ymax
}

// parity draws the reference lines.
type parity struct{ x, y float64 }

// Plot implements plot.Plotter.
func (r parity) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	if r.y != 0 && c.ContainsY(toY(r.y)) {
		c.StrokeLine2(reference, c.Min.X, toY(r.y), c.Max.X, toY(r.y))
	}
	if r.x != 0 && c.ContainsX(toX(r.x)) {
		c.StrokeLine2(reference, toX(r.x), c.Min.Y, toX(r.x), c.Max.Y)
	}
}

// plain labels round values, without minor marks.
type plain struct{}

// Ticks implements plot.Ticker.
func (plain) Ticks(low, high float64) []plot.Tick {
	const wanted = 5
	step := math.Pow(10, math.Floor(math.Log10((high-low)/wanted)))
	for _, factor := range []float64{2, 2.5, 2} { // 2, 5, 10 times the power of ten
		if (high-low)/step > wanted+1 {
			step *= factor
		}
	}
	var values []float64
	for k := math.Ceil(low/step - 1e-9); k*step <= high*(1+1e-12); k++ {
		values = append(values, k*step)
	}
	return fixed(values).Ticks(low, high)
}

// fixed labels given values.
type fixed []float64

// Ticks implements plot.Ticker.
func (f fixed) Ticks(_, _ float64) []plot.Tick {
	ticks := make([]plot.Tick, len(f))
	for i, value := range f {
		if value == 0 {
			value = 0 // never -0
		}
		ticks[i] = plot.Tick{Value: value, Label: strconv.FormatFloat(value, 'g', 6, 64)}
		if math.Abs(value) >= 1e6 {
			ticks[i].Label = strconv.FormatFloat(value, 'g', 3, 64)
		}
	}
	return ticks
}

// logScale is plot.LogScale with its middle where layout looks for it: room for
// an axis' label is made around the arithmetic mean of the axis' ends, and on a
// logarithmic scale that would be near its end. No data lies exactly there, since
// pad moves the ends by irrational factors.
type logScale struct{ plot.LogScale }

// Normalize implements plot.Normalizer.
func (s logScale) Normalize(low, high, x float64) float64 {
	if x == 0.5*(high+low) {
		return 0.5
	}
	return s.LogScale.Normalize(low, high, x)
}

// decades labels powers of ten and marks their multiples, as far as the axis
// reaches: marks beyond it would still take room.
type decades struct{}

// Ticks implements plot.Ticker.
func (decades) Ticks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for exponent := math.Floor(math.Log10(low)); math.Pow(10, exponent) <= high; exponent++ {
		power := math.Pow(10, exponent)
		ticks = append(ticks, plot.Tick{Value: power, Label: strconv.FormatFloat(power, 'g', -1, 64)})
		for m := 2.0; m < 10; m++ {
			ticks = append(ticks, plot.Tick{Value: m * power})
		}
	}
	return slices.DeleteFunc(ticks, func(t plot.Tick) bool { return t.Value < low || t.Value > high })
}
