package chapter2

import (
	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// fig26 is Fig. 2.6: the share of chains that each method accepts, and their
// ratio (section 2.5.2).
func fig26() Experiment {
	const quantity = "acceptance ratio"
	return &sweep{
		name:  "fig2.6",
		cells: thesisCells,
		panels: []panel{
			alone("fig2.6a", quantity, isHeuristic, (*Outcome).Ratio),
			alone("fig2.6b", quantity, isOptimum, (*Outcome).Ratio),
			ratio("fig2.6c", "acceptance ratio Kariz/MIP", verdict.Higher, (*Outcome).Ratio),
		},
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			return &figure.Sheet{
				Title: "Figure 2.6: Acceptance ratio",
				Rows: []figure.Row{
					{SharedY: true, Legend: legendOfLengths(), Axes: []figure.Axes{
						accepted(rows, "fig2.6a", "(a) "+l.Heuristic.Name),
						accepted(rows, "fig2.6b", "(b) "+l.Optimum.Name),
					}},
					facets(l, rows, "fig2.6c", "(c) "+l.Heuristic.Name+" over "+l.Optimum.Name),
				},
				Caption: caption(rows, thesisNetwork, "Shaded: the range that the thesis reports."),
			}
		},
	}
}
