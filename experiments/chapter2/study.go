package chapter2

import (
	"slices"

	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// studyPanels are what most studies measure over some x: acceptance and total
// cost of every method but the optimum, as ratios to it, and the mean time per
// chain of the methods that timed picks.
func studyPanels(study string, ofKariz bool, x func(*Cell) (float64, string), timed func(*Lab, *Cell) bool) []panel {
	acceptance := ratio(study+"-acceptance", "acceptance ratio Kariz/MIP", verdict.Higher, (*Outcome).Ratio)
	cost := ratio(study+"-cost", "per-chain total cost Kariz/MIP", verdict.Lower, (*Outcome).totalCost)
	time := panel{figure: study + "-time", quantity: "mean time per chain", unit: "ms", better: verdict.Lower,
		value: func(o *Outcome) float64 { return o.Solve.Mean }, of: timed, series: byLength}
	acceptance.of, cost.of = isNoOptimum, isNoOptimum
	panels := []panel{acceptance, cost, time}
	for i := range panels {
		panels[i].x, panels[i].ofKariz = x, ofKariz
	}
	return panels
}

func isNoOptimum(l *Lab, c *Cell) bool { return !isOptimum(l, c) }

// studyRow draws studyPanels side by side; over is the axis of their ratios.
func studyRow(rows []table.Row, study string, x, over figure.Axis, timed string) figure.Row {
	part := func(name, title string, y figure.Axis) figure.Axes {
		axes := lines(rows, study+name, title)
		axes.X, axes.Y = x, y
		return axes
	}
	legend := slices.DeleteFunc(legendOfLengths(), func(l figure.LegendOf) bool {
		return !slices.ContainsFunc(rows, func(r table.Row) bool { return r.Series == l.Name })
	})
	return figure.Row{Legend: legend, Axes: []figure.Axes{
		part("-acceptance", "(a) Acceptance ratio", over),
		part("-cost", "(b) Total cost per chain", over),
		part("-time", "(c) Time per chain, "+timed, figure.Axis{Label: "mean (ms)", Log: true}),
	}}
}
