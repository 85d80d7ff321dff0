package chapter2

import (
	"fmt"

	"qanat/experiments/figure"
	"qanat/experiments/paper"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// thesisCells are the 28 cells of section 2.5 for both methods. Trials are the
// outer loop and the two methods stand side by side, so a drift of the machine
// hits both alike.
func thesisCells(l *Lab) []Cell {
	var cells []Cell
	for trial := range l.Scale.Trials {
		for _, length := range lengths {
			for _, mbps := range l.Scale.Demands {
				for _, method := range []Method{l.Heuristic, l.Optimum} {
					c := ThesisCell(length, mbps, l.Scale.Arrivals, method.Spec, trial)
					c.Program = method.Program
					cells = append(cells, c)
				}
			}
		}
	}
	return cells
}

func byLength(c *Cell) string { return c.length() }

func byDemand(c *Cell) (x float64, label string) { return c.Demand.InMbps(), "" }

func isHeuristic(l *Lab, c *Cell) bool { return c.Solver == l.Heuristic.Spec }
func isOptimum(l *Lab, c *Cell) bool   { return c.Solver == l.Optimum.Spec }

// perOptimum is the same cell as the optimum ran it.
func perOptimum(l *Lab, c Cell) Cell {
	c.Program = l.Optimum.Program
	return c.with(l.Optimum.Spec)
}

// alone is a panel that shows one method by itself, in percent.
func alone(name, quantity string, of func(*Lab, *Cell) bool, value func(*Outcome) float64) panel {
	percent := func(o *Outcome) float64 { return 100 * value(o) }
	return panel{figure: name, quantity: quantity, unit: "%", value: percent, of: of, series: byLength, x: byDemand}
}

// ratio is a panel of the thesis' form: heuristic over optimum, in percent.
func ratio(name, quantity string, better verdict.Better, value func(*Outcome) float64) panel {
	return panel{figure: name, quantity: quantity, unit: "%", better: better, value: value,
		of: isHeuristic, per: perOptimum, series: byLength, x: byDemand}
}

// styleOfLength gives each chain length its colour, in every figure.
func styleOfLength(series string) int { return int(series[len(series)-1] - '1') }

func demandAxis(rows []table.Row) figure.Axis {
	axis := figure.Axis{Label: "throughput demand (Mbit/s)", Ticks: []float64{200, 300, 400, 500}}
	if len(rows) > 0 && rows[0].X == rows[len(rows)-1].X {
		axis.Ticks = nil // a single demand
	}
	return axis
}

// lines draws one panel with all chain lengths in one diagram.
func lines(rows []table.Row, name, title string) figure.Axes {
	part := table.Of(rows, name)
	axes := figure.Axes{Title: title}
	for _, series := range table.Series(part) {
		axes.Series = append(axes.Series, figure.Series{Name: series, Style: styleOfLength(series), Points: points(part, series)})
	}
	return axes
}

// accepted draws shares of accepted chains over the demand.
func accepted(rows []table.Row, name, title string) figure.Axes {
	axes := lines(rows, name, title)
	axes.X = demandAxis(table.Of(rows, name))
	axes.Y = figure.Axis{Label: "accepted chains (%)", FromZero: true, Max: 100}
	return axes
}

// facets draws one panel with a diagram for each chain length, each before the
// range that the thesis reports.
func facets(l *Lab, rows []table.Row, name, title string) figure.Row {
	part := table.Of(rows, name)
	row := figure.Row{Title: title, SharedY: true}
	for _, series := range table.Series(part) {
		axes := figure.Axes{Title: series, X: demandAxis(part),
			Y: l.over(false)}
		band := thesisBand(name, series)
		if band != nil {
			axes.Title += ", thesis " + span(band)
		}
		axes.Series = []figure.Series{{Name: series, Style: styleOfLength(series), Points: points(part, series), Band: band}}
		row.Axes = append(row.Axes, axes)
	}
	return row
}

func points(rows []table.Row, series string) []figure.Point {
	var list []figure.Point
	for _, r := range rows {
		if r.Series == series {
			list = append(list, figure.Point{X: r.X, Y: r.Mean, Low: r.Low, High: r.High})
		}
	}
	return list
}

// thesisBand returns what the thesis reports for a series, or nil.
func thesisBand(name, series string) *figure.Band {
	for _, row := range paper.Rows() {
		if row.Figure == name && row.Covers(series) {
			return &figure.Band{Low: row.Low, High: row.High}
		}
	}
	return nil
}

func span(b *figure.Band) string {
	if b.Low == b.High {
		return fmt.Sprintf("%g%%", b.Low)
	}
	return fmt.Sprintf("%g-%g%%", b.Low, b.High)
}

func legendOfLengths() []figure.LegendOf {
	var legend []figure.LegendOf
	for i, length := range lengths {
		legend = append(legend, figure.LegendOf{Name: fmt.Sprintf("Len-%d", length), Style: i})
	}
	return legend
}

// caption says what was run, from the table alone.
func caption(rows []table.Row, network string, more ...string) []string {
	if len(rows) == 0 {
		return []string{"Nothing has been recorded yet."}
	}
	trials, least, most := rows[0].Trials, rows[0].Arrivals, rows[0].Arrivals
	for _, r := range rows {
		trials, least, most = min(trials, r.Trials), min(least, r.Arrivals), max(most, r.Arrivals)
	}
	arrivals := fmt.Sprint(least)
	if most > least {
		arrivals = fmt.Sprintf("%d to %d", least, most)
	}
	return append([]string{fmt.Sprintf("Simulated on %s: %d trials of %s chains each; bars: 95%% confidence (Student's t over trials).",
		network, trials, arrivals)}, more...)
}

const thesisNetwork = "the 6-ary fat tree (99 nodes)"
