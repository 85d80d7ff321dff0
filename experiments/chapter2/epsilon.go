package chapter2

import (
	"fmt"
	"strconv"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/table"
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
	return &sweep{
		name:   "epsilon",
		cells:  epsilonCells,
		panels: studyPanels("epsilon", true, byEpsilon, isNoOptimum),
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			axis := figure.Axis{Label: "epsilon", Log: true, Ticks: epsilons}
			return &figure.Sheet{
				Title:   "Epsilon: quality against time",
				Rows:    []figure.Row{studyRow(rows, "epsilon", axis, l.over(true), "Kariz")},
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
