package chapter2

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"qanat/experiments/figure"
	"qanat/experiments/table"
)

// variant is one other reading of the thesis, or one ablation.
type variant struct {
	name    string
	options string  // of Kariz, in place of the defaults
	reading Reading // of the simulation, for both methods
	network string  // topology in place of the thesis', with as many hosts
}

// asInFigures is the variant that others are compared with.
const asInFigures = "as in Figs. 2.6-2.8"

// ambiguities are the readings of Kariz itself.
var ambiguities = study{
	name:    "ambiguity",
	title:   "What each reading of Kariz moves",
	ofKariz: true,
	variants: []variant{
		{name: asInFigures},
		{name: "no improvement after the last layer", options: "improve-last=false"},
		{name: "improve the last layer only", options: "improve-layers=last"},
		{name: "deltas: instance throughputs only", options: "delta=offerings"},
		{name: "open: strictly smaller nodes only", options: "strict=true"},
		{name: "open: smallest node first", options: "greedy=smallest"},
		{name: "reroute one type after the other", options: "reroute=sequential"},
		{name: "fewest cores, then cost", options: "cover=first"},
		{name: "|N| counts hosts only", options: "nodes=hosts"},
		{name: "ties: last found", options: "ties=last"},
		{name: "actions: add only", options: "actions=add"},
		{name: "actions: open only", options: "actions=open"},
		{name: "no actions", options: "actions=none"},
	},
}

// readings are those of the simulation; the optimum has to be found anew for
// each.
var readings = study{
	name:  "readings",
	title: "What each reading of the simulation moves",
	variants: []variant{
		{name: asInFigures},
		{name: "chains end at switches too", reading: Reading{SwitchesEnd: true}},
		{name: "averages without the first 3 hours", reading: Reading{Warmup: thesisLifetime}},
		{name: "averages until the last chain leaves", reading: Reading{Drain: true}},
	},
}

// topologies are other data centres with the thesis' 54 hosts, 20 cores on each
// and 2 Gbps links: what changes is how racks are joined.
var topologies = study{
	name:    "topologies",
	title:   "Kariz on other data-centre networks",
	network: "networks of 54 hosts",
	variants: []variant{
		{name: "fat tree, k = 6 (the thesis)"},
		{name: "leaf-spine, 9 racks, 3 spines", network: "leaf-spine:leaves=9,spines=3,hosts=6"},
		{name: "leaf-spine, 18 racks, 3 spines", network: "leaf-spine:leaves=18,spines=3,hosts=3"},
		{name: "VL2, 9 racks in 3 pairs", network: "vl2:da=6,di=6,hosts=6"},
	},
}

// variantLengths are the chains that variants are compared on: every reading
// deploys Len-1 alike.
var variantLengths = []int{2, 3, 4}

// variantDemands are the demands that variants are compared at, in Mbit/s.
var variantDemands = []int{200, 350, 500}

// study compares variants: it shows what each moves in every ratio of Figs.
// 2.6-2.8, and draws the two that matter most before the range that the thesis
// reports.
type study struct {
	name, title string
	network     string    // what the caption calls the network; the thesis' if ""
	ofKariz     bool      // its variants are options of Kariz, whichever heuristic the run is for
	variants    []variant // the default first
}

func (s *study) experiment() Experiment {
	return &sweep{
		name:   s.name,
		cells:  s.cells,
		panels: s.panels(),
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			kariz, _ := thesisMethods()
			over := l.over(s.ofKariz)
			return &figure.Sheet{
				Title: strings.ReplaceAll(s.title, kariz.Name, l.measured(s.ofKariz).Name),
				Rows: []figure.Row{
					s.row(rows, "fig2.6c", "(a) Acceptance ratio, ", over),
					s.row(rows, "fig2.8c", "(b) Total cost per accepted chain, ", over),
				},
				Caption: caption(rows, cmp.Or(s.network, thesisNetwork), "Shaded: the range that the thesis reports over 200-500 Mbit/s."),
			}
		},
	}
}

func (s *study) cells(l *Lab) []Cell {
	var cells []Cell
	for trial := range l.Scale.Extra.Trials {
		for _, length := range variantLengths {
			for _, mbps := range variantDemands {
				for i := range s.variants {
					c := ThesisCell(length, mbps, l.Scale.Arrivals, s.spec(l, &s.variants[i]), trial)
					c.Program = l.measured(s.ofKariz).Program
					c.Reading = s.variants[i].reading
					c.Topology = cmp.Or(s.variants[i].network, c.Topology)
					cells = append(cells, perOptimum(l, c), c)
				}
			}
		}
	}
	return cells
}

// spec is the solver of a variant, as solver.Open reads it.
func (s *study) spec(l *Lab, v *variant) string {
	spec := l.measured(s.ofKariz).Spec
	if v.options == "" {
		return spec
	}
	return spec + ":" + v.options
}

// variantOf returns the variant that a cell is of.
func (s *study) variantOf(c *Cell) int {
	options := ""
	if s.ofKariz {
		_, options, _ = strings.Cut(c.Solver, ":")
	}
	i := slices.IndexFunc(s.variants, func(v variant) bool {
		return v.options == options && v.reading == c.Reading && cmp.Or(v.network, thesisTopology) == c.Topology
	})
	return max(i, 0)
}

// measures tells whether a cell's solver is that of a variant. It may be the optimum
// as well, where a run compares with Kariz.
func (s *study) measures(l *Lab, c *Cell) bool {
	return slices.ContainsFunc(s.variants, func(v variant) bool { return s.spec(l, &v) == c.Solver })
}

// under names the panel that shows a panel of the thesis under every variant.
func (s *study) under(thesis string) string { return s.name + ":" + thesis }

// panels are the thesis' ratios with the variants as categories, and one series
// for each chain length and demand.
func (s *study) panels() []panel {
	var panels []panel
	for _, p := range thesisRatios() {
		p.figure = s.under(p.figure)
		p.of, p.ofKariz = s.measures, s.ofKariz
		p.series = func(c *Cell) string { return fmt.Sprintf("%s, %.0f Mbit/s", c.length(), c.Demand.InMbps()) }
		p.x = func(c *Cell) (float64, string) {
			i := s.variantOf(c)
			return float64(i), s.variants[i].name
		}
		panels = append(panels, p)
	}
	return panels
}

// row draws one dot plot per chain length, the demands as series.
func (s *study) row(rows []table.Row, thesis, title string, over figure.Axis) figure.Row {
	part := table.Of(rows, s.under(thesis))
	var names []string
	for i := range s.variants {
		names = append(names, s.variants[i].name)
	}
	row := figure.Row{Title: title + over.Label, SharedY: true, Height: 48 + 13.5*vg.Length(len(s.variants))}
	for i, mbps := range variantDemands {
		row.Legend = append(row.Legend, figure.LegendOf{Name: fmt.Sprintf("%d Mbit/s", mbps), Style: demandStyles[i]})
	}
	for _, length := range variantLengths {
		chain := fmt.Sprintf("Len-%d", length)
		axes := figure.Axes{Title: chain, Categories: names, Band: thesisBand(thesis, chain), X: over}
		for i, mbps := range variantDemands {
			name := fmt.Sprintf("%s, %d Mbit/s", chain, mbps)
			axes.Series = append(axes.Series, figure.Series{Name: name, Style: demandStyles[i], Dots: true, Points: points(part, name)})
		}
		row.Axes = append(row.Axes, axes)
	}
	return row
}

// demandStyles are the styles of small, middle and large demands, where demands
// are the series: not those of the chain lengths.
var demandStyles = []int{5, 4, 6}
