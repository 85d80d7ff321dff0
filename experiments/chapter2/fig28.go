package chapter2

import (
	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// fig28 is Fig. 2.8: mean cost of an accepted chain, Kariz over MIP (section
// 2.5.4). Each method's mean is over the chains that it accepted itself.
func fig28() Experiment {
	return &sweep{
		name:  "fig2.8",
		cells: thesisCells,
		panels: []panel{
			ratio("fig2.8a", "per-chain bandwidth cost Kariz/MIP", verdict.Lower, (*Outcome).bandwidthCost),
			ratio("fig2.8b", "per-chain CPU cost Kariz/MIP", verdict.Lower, (*Outcome).resourceCost),
			ratio("fig2.8c", "per-chain total cost Kariz/MIP", verdict.Lower, (*Outcome).totalCost),
		},
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			return &figure.Sheet{
				Title: "Figure 2.8: Operational cost per accepted chain",
				Rows: []figure.Row{
					facets(l, rows, "fig2.8a", "(a) Bandwidth, eq. 2.7"),
					facets(l, rows, "fig2.8b", "(b) CPU cores, eq. 2.8"),
					facets(l, rows, "fig2.8c", "(c) Total, eq. 2.9"),
				},
				Caption: caption(rows, thesisNetwork, "Shaded: the range that the thesis reports."),
			}
		},
	}
}
