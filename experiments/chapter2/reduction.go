package chapter2

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"qanat/experiments/figure"
	"qanat/experiments/record"
	"qanat/experiments/runner"
	"qanat/experiments/stats"
	"qanat/experiments/table"
	"qanat/solver"
	"qanat/solver/reduction"
)

// reductionSolver is an exact method for graphs of any form.
const reductionSolver = "cbc:model=strengthened"

// reductionSizes are the numbers of nodes of the random graphs.
var reductionSizes = []int{4, 6, 8, 10}

// reductionCell checks section 2.3 on random graphs of one size.
type reductionCell struct {
	Kind   string `json:"kind"` // reductionKind
	Nodes  int    `json:"nodes"`
	Graphs int    `json:"graphs"`
	Solver string `json:"solver"`
	Seed   uint64 `json:"seed"`
}

const reductionKind = "reduction"

// hardness is section 2.3 as an experiment: the optimal cost of the reduced
// instance is 3n+k where the smallest dominating set has k nodes.
type hardness struct{}

// Name implements Experiment.
func (hardness) Name() string { return "reduction" }

func (hardness) needs() []string { return []string{reductionSolver} }

func (hardness) cells(l *Lab) []reductionCell {
	var cells []reductionCell
	for _, n := range reductionSizes {
		cells = append(cells, reductionCell{Kind: reductionKind, Nodes: n, Solver: reductionSolver, Seed: seed,
			Graphs: l.Scale.Extra.Graphs / len(reductionSizes)})
	}
	return cells
}

// Tasks implements Experiment.
func (h hardness) Tasks(l *Lab) []runner.Task {
	var tasks []runner.Task
	for _, c := range h.cells(l) {
		tasks = append(tasks, runner.Task{Inputs: c, Group: c.Kind, Seed: c.Seed, Weight: 0.05 * float64(c.Graphs), Run: c.run,
			Label: fmt.Sprintf("reduction, %d graphs of %d nodes", c.Graphs, c.Nodes)})
	}
	return tasks
}

func (c *reductionCell) run(ctx context.Context) (any, error) {
	s, err := solver.Open(c.Solver)
	if err != nil {
		return nil, err
	}
	return reduction.Run(ctx, s, reduction.Config{Graphs: c.Graphs, MinNodes: c.Nodes, MaxNodes: c.Nodes, Seed: c.Seed})
}

// Table implements Experiment.
func (h hardness) Table(l *Lab) ([]table.Row, error) {
	var rows []table.Row
	for _, c := range h.cells(l) {
		key, err := record.KeyOf(c)
		if err != nil {
			return nil, err
		}
		r, err := l.Store.Get(key)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var graphs []reduction.Row
		if err := r.Decode(nil, &graphs); err != nil {
			return nil, err
		}
		rows = append(rows, c.rows(graphs)...)
	}
	return rows, nil
}

// rows sums the graphs of one size up: the cost above 3n for each size of the
// smallest dominating set, and the shares of graphs for which the claim holds.
func (c *reductionCell) rows(graphs []reduction.Row) []table.Row {
	costs := map[int][]float64{}
	var agree, plain []float64
	for i := range graphs {
		g := &graphs[i]
		above := g.Cost - reduction.Cost(g.Nodes, 0)
		costs[g.Dominance] = append(costs[g.Dominance], above.Float())
		agree, plain = append(agree, percent(g.Agrees)), append(plain, percent(g.FirewallsDominate))
	}
	row := func(figure, quantity, series, unit string, x int, values []float64) table.Row {
		return table.Row{Figure: figure, Quantity: quantity, Series: series, X: float64(x), Unit: unit,
			Estimate: stats.Mean(values), World: "simulated"}
	}
	var rows []table.Row
	for k := range c.Nodes + 1 {
		if len(costs[k]) > 0 {
			rows = append(rows, row("reduction-cost", "optimal cost above 3n", fmt.Sprintf("n = %d", c.Nodes), "cost", k, costs[k]))
		}
	}
	return append(rows,
		row("reduction-holds", "graphs for which the claim holds", claimHolds, "%", c.Nodes, agree),
		row("reduction-holds", "optima whose firewalls alone dominate", firewallsDominate, "%", c.Nodes, plain))
}

// The series of the second diagram.
const (
	claimHolds        = "claim holds"
	firewallsDominate = "firewalls alone dominate"
)

func percent(yes bool) float64 {
	if yes {
		return 100
	}
	return 0
}

// Sheet implements Experiment.
func (hardness) Sheet(_ *Lab, rows []table.Row) *figure.Sheet {
	cost := figure.Axes{Title: "(a) Optimal cost of the reduced instance",
		X: figure.Axis{Label: "k, size of the smallest dominating set"},
		Y: figure.Axis{Label: "cost - 3n"}}
	row := figure.Row{Height: 3 * 72}
	part := table.Of(rows, "reduction-cost")
	for i, series := range table.Series(part) {
		cost.Series = append(cost.Series, figure.Series{Name: series, Style: i, Points: points(part, series), Dots: true})
		row.Legend = append(row.Legend, figure.LegendOf{Name: series, Style: i})
	}
	holds := figure.Axes{Title: "(b) Random graphs", X: figure.Axis{Label: "nodes", Ticks: []float64{4, 6, 8, 10}},
		Y: figure.Axis{Label: "graphs (%)", FromZero: true, Max: 100}}
	for i, series := range []string{claimHolds, firewallsDominate} {
		style := 4 + i
		holds.Series = append(holds.Series, figure.Series{Name: series, Style: style, Points: points(table.Of(rows, "reduction-holds"), series)})
		row.Legend = append(row.Legend, figure.LegendOf{Name: series, Style: style})
	}
	row.Axes = []figure.Axes{cost, holds}
	graphs := 0
	for _, r := range part {
		graphs += r.Trials
	}
	return &figure.Sheet{Title: "NP-hardness: dominating sets as chains (section 2.3)", Rows: []figure.Row{row}, Caption: []string{
		fmt.Sprintf("%d random graphs. The claim: the optimum costs 3n+k where the smallest dominating set has k nodes, so all of (a) lies", graphs),
		"on one line. A detour of one more link costs as much as one more firewall, so firewalls alone need not dominate."}}
}
