package chapter2

import (
	"fmt"
	"strconv"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// epsilons are the values of Kariz' tuning parameter; the thesis uses 32.
var epsilons = []float64{4, 8, 16, 32, 64, 128}

// epsilonDemand is where the trade-off is measured, in Mbit/s: half of the
// network's load range.
const epsilonDemand = 350

// epsilonSweep shows the trade-off that section 2.4.2 names: a larger epsilon
// demands more of each action, so there are fewer actions and less time, at the
// price of quality.
func epsilonSweep() Experiment {
	heuristics := func(l *Lab, c *Cell) bool { return !isOptimum(l, c) }
	quality := func(name, quantity string, better verdict.Better, value func(*Outcome) float64) panel {
		return panel{figure: name, quantity: quantity, unit: "%", better: better, value: value, of: heuristics,
			per: perOptimum, series: byLength, x: byEpsilon}
	}
	return &sweep{
		name:  "epsilon",
		cells: epsilonCells,
		panels: []panel{
			quality("epsilon-acceptance", "acceptance ratio Kariz/MIP", verdict.Higher, (*Outcome).Ratio),
			quality("epsilon-cost", "per-chain total cost Kariz/MIP", verdict.Lower, (*Outcome).totalCost),
			{figure: "epsilon-time", quantity: "mean time per chain", unit: "ms", better: verdict.Lower,
				value: func(o *Outcome) float64 { return o.Solve.Mean }, of: heuristics, series: byLength, x: byEpsilon},
		},
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			part := func(name, title, label string, parity float64) figure.Axes {
				axes := lines(rows, name, title, label)
				axes.X = figure.Axis{Label: "epsilon", Log: true, Ticks: epsilons}
				axes.Y = figure.Axis{Label: label, Log: parity == 0, Reference: parity}
				return axes
			}
			return &figure.Sheet{
				Title: "Epsilon: quality against time",
				Rows: []figure.Row{{Legend: legendOfLengths(), Axes: []figure.Axes{
					part("epsilon-acceptance", "(a) Acceptance ratio", "Kariz / MIP (%)", 100),
					part("epsilon-cost", "(b) Total cost per chain", "Kariz / MIP (%)", 100),
					part("epsilon-time", "(c) Time per chain", "mean (ms)", 0),
				}}},
				Caption: caption(rows, thesisNetwork, fmt.Sprintf("Demand %d Mbit/s. The thesis uses epsilon = 32.", epsilonDemand)),
			}
		},
	}
}

func epsilonCells(l *Lab) []Cell {
	var cells []Cell
	for trial := range l.Scale.Extra.Trials {
		for _, length := range lengths {
			cells = append(cells, ThesisCell(length, epsilonDemand, l.Scale.Arrivals, l.Optimum.Spec, trial))
			for _, e := range epsilons {
				cells = append(cells, ThesisCell(length, epsilonDemand, l.Scale.Arrivals, fmt.Sprintf("kariz:epsilon=%g", e), trial))
			}
		}
	}
	return cells
}

func byEpsilon(c *Cell) (x float64, label string) {
	_, text, _ := strings.Cut(c.Solver, "epsilon=")
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		x = 32 // the default
	}
	return x, ""
}
