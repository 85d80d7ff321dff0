package chapter2

import (
	"fmt"
	"slices"

	"qanat/experiments/figure"
	"qanat/experiments/table"
)

// variant is one other reading of the thesis, or one ablation: options of Kariz
// that replace the defaults.
type variant struct{ name, options string }

// variants are compared in this order, the default first.
var variants = []variant{
	{"as in Figs. 2.6-2.8", ""},
	{"no improvement after the last layer", "improve-last=false"},
	{"improve the last layer only", "improve-layers=last"},
	{"deltas: instance throughputs only", "delta=offerings"},
	{"open: strictly smaller nodes only", "strict=true"},
	{"open: smallest node first", "greedy=smallest"},
	{"reroute one type after the other", "reroute=sequential"},
	{"fewest cores, then cost", "cover=first"},
	{"|N| counts hosts only", "nodes=hosts"},
	{"ties: last found", "ties=last"},
	{"actions: add only", "actions=add"},
	{"actions: open only", "actions=open"},
	{"no actions", "actions=none"},
}

// ambiguityLengths are the chains that variants are compared on: every reading
// deploys Len-1 alike.
var ambiguityLengths = []int{2, 3, 4}

// ambiguityDemands are the demands that variants are compared at, in Mbit/s.
var ambiguityDemands = []int{200, 350, 500}

// spec is the variant as solver.Open reads it.
func (v *variant) spec(l *Lab) string {
	if v.options == "" {
		return l.Heuristic.Spec
	}
	return "kariz:" + v.options
}

// ambiguity switches each option of Kariz in turn and shows what it moves in
// every ratio of Figs. 2.6-2.8; the two that matter most are drawn, before the
// range that the thesis reports.
func ambiguity() Experiment {
	return &sweep{
		name:   ambiguityName,
		cells:  ambiguityCells,
		panels: ofVariants(),
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			return &figure.Sheet{
				Title: "What each reading of the thesis moves",
				Rows: []figure.Row{
					variantRow(rows, "fig2.6c", "(a) Acceptance ratio, Kariz / MIP (%)"),
					variantRow(rows, "fig2.8c", "(b) Total cost per accepted chain, Kariz / MIP (%)"),
				},
				Caption: caption(rows, thesisNetwork, "Shaded: the range that the thesis reports over 200-500 Mbit/s."),
			}
		},
	}
}

const ambiguityName = "ambiguity"

// underVariants names the panel that shows a panel of the thesis under every
// variant.
func underVariants(thesis string) string { return ambiguityName + ":" + thesis }

func ambiguityCells(l *Lab) []Cell {
	var cells []Cell
	for trial := range l.Scale.Extra.Trials {
		for _, length := range ambiguityLengths {
			for _, mbps := range ambiguityDemands {
				cells = append(cells, ThesisCell(length, mbps, l.Scale.Arrivals, l.Optimum.Spec, trial))
				for i := range variants {
					cells = append(cells, ThesisCell(length, mbps, l.Scale.Arrivals, variants[i].spec(l), trial))
				}
			}
		}
	}
	return cells
}

// ofVariants are the thesis' ratios with the variants as categories, and one
// series for each chain length and demand.
func ofVariants() []panel {
	var panels []panel
	for _, p := range thesisRatios() {
		p.figure = underVariants(p.figure)
		p.of = isNoOptimum
		p.series = func(c *Cell) string { return fmt.Sprintf("%s, %.0f Mbit/s", c.length(), c.Demand.InMbps()) }
		p.x = func(c *Cell) (float64, string) {
			i := slices.IndexFunc(variants, func(v variant) bool { return c.Solver == "kariz:"+v.options })
			i = max(i, 0) // the default has no options
			return float64(i), variants[i].name
		}
		panels = append(panels, p)
	}
	return panels
}

// variantRow draws one dot plot per chain length, the demands as series.
func variantRow(rows []table.Row, thesis, title string) figure.Row {
	part := table.Of(rows, underVariants(thesis))
	row := figure.Row{Title: title, SharedY: true, Height: 3.1 * 72}
	for i, mbps := range ambiguityDemands {
		row.Legend = append(row.Legend, figure.LegendOf{Name: fmt.Sprintf("%d Mbit/s", mbps), Style: demandStyles[i]})
	}
	for _, length := range ambiguityLengths {
		chain := fmt.Sprintf("Len-%d", length)
		axes := figure.Axes{Title: chain, Categories: table.Labels(part), Band: thesisBand(thesis, chain),
			X: figure.Axis{Label: "Kariz / MIP (%)", Reference: 100}}
		for i, mbps := range ambiguityDemands {
			s := figure.Series{Name: fmt.Sprintf("%s, %d Mbit/s", chain, mbps), Style: demandStyles[i], Dots: true}
			s.Points = points(part, s.Name)
			axes.Series = append(axes.Series, s)
		}
		row.Axes = append(row.Axes, axes)
	}
	return row
}

// demandStyles are the styles of small, middle and large demands, where demands
// are the series: not those of the chain lengths.
var demandStyles = []int{5, 4, 6}
