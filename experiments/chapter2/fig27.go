package chapter2

import (
	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// fig27 is Fig. 2.7: time-averaged use of links, cores and instances, Kariz
// over MIP (section 2.5.3). Neither direction is better: a method that accepts
// more also uses more.
func fig27() Experiment {
	return &sweep{
		name:  "fig2.7",
		cells: thesisCells,
		panels: []panel{
			ratio("fig2.7a", "bandwidth utilization Kariz/MIP", verdict.Neither,
				func(o *Outcome) float64 { return o.Use.Bandwidth }),
			ratio("fig2.7b", "CPU utilization Kariz/MIP", verdict.Neither,
				func(o *Outcome) float64 { return o.Use.Resources["cpu"] }),
			ratio("fig2.7c", "middlebox-instance throughput utilization Kariz/MIP", verdict.Neither,
				func(o *Outcome) float64 { return o.Use.Throughput }),
		},
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			return &figure.Sheet{
				Title: "Figure 2.7: Resource utilisation",
				Rows: []figure.Row{
					facets(l, rows, "fig2.7a", "(a) Link bandwidth"),
					facets(l, rows, "fig2.7b", "(b) CPU cores"),
					facets(l, rows, "fig2.7c", "(c) Throughput of middlebox instances"),
				},
				Caption: caption(rows, thesisNetwork, "Time averages. Shaded: the range that the thesis reports."),
			}
		},
	}
}
