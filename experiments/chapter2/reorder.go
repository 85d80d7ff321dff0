package chapter2

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"

	"qanat/experiments/figure"
	"qanat/experiments/load"
	"qanat/experiments/record"
	"qanat/experiments/runner"
	"qanat/experiments/stats"
	"qanat/experiments/table"
	"qanat/kariz/reorder"
	"qanat/solver"
	"qanat/topo"
)

// reorderCell deploys chains on the thesis' network, half in use, in their own
// order and in the cheapest of all orders.
type reorderCell struct {
	Kind     string    `json:"kind"` // reorderKind
	Length   int       `json:"length"`
	Demand   topo.Rate `json:"demand_kbps"`
	Problems int       `json:"problems"`
	Solver   string    `json:"solver"`
	Seed     uint64    `json:"seed"`
	Trial    int       `json:"trial"`
}

const reorderKind = "reorder"

// reorderOutcome has one value per problem that the chain's own order could
// place: by how many percent the cheapest order is cheaper; and how many
// problems each could place.
type reorderOutcome struct {
	Saved []float64 `json:"saved_percent"`
	Own   int       `json:"placed_own"`
	Any   int       `json:"placed_any"`
}

// reordering is section 2.7's extension: what reorder-compatible chains save if
// every pair of middleboxes may change places, the most that reordering can do.
type reordering struct{}

// Name implements Experiment.
func (reordering) Name() string { return "reorder" }

func (reordering) cells(l *Lab) []reorderCell {
	var cells []reorderCell
	for trial := range l.Scale.Extra.Trials {
		for _, length := range lengths[1:] {
			for _, mbps := range variantDemands {
				cells = append(cells, reorderCell{Kind: reorderKind, Length: length, Demand: topo.Rate(mbps) * topo.Mbps,
					Problems: l.Scale.Arrivals / 10, Solver: "kariz", Seed: seed, Trial: trial})
			}
		}
	}
	return cells
}

// Tasks implements Experiment.
func (r reordering) Tasks(l *Lab) []runner.Task {
	var tasks []runner.Task
	for _, c := range r.cells(l) {
		tasks = append(tasks, runner.Task{Inputs: c, Group: c.Kind, Seed: c.Seed, Trial: c.Trial, Weight: 0.01 * float64(c.Problems), Run: c.run,
			Label: fmt.Sprintf("reorder, Len-%d at %v, trial %d", c.Length, c.Demand, c.Trial)})
	}
	return tasks
}

func (c *reorderCell) run(ctx context.Context) (any, error) {
	s, err := solver.Open(c.Solver)
	if err != nil {
		return nil, err
	}
	g, err := network(thesisTopology)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(c.Seed, uint64(c.Trial)))
	busy, err := load.Fill(g, load.Half, rng)
	if err != nil {
		return nil, err
	}
	var pairs reorder.Compatible
	for i := range c.Length {
		for j := range i {
			pairs = append(pairs, [2]int{j, i})
		}
	}
	o := new(reorderOutcome)
	for _, p := range load.Problems(busy, c.Length, c.Demand, c.Problems, rng) {
		own, err := s.Solve(ctx, p)
		if err != nil {
			return nil, err
		}
		best, err := reorder.Best(ctx, s, p, pairs)
		if err != nil {
			return nil, err
		}
		if best.Outcome.Placed() {
			o.Any++
		}
		if own.Placed() {
			o.Own++
			before, after := own.Deployment.Bill(p).Total(), best.Outcome.Deployment.Bill(best.Problem).Total()
			o.Saved = append(o.Saved, 100*float64(before-after)/float64(before))
		}
	}
	return o, nil
}

// Table implements Experiment.
func (r reordering) Table(l *Lab) ([]table.Row, error) {
	var rows []table.Row
	saved := map[int][]float64{} // by the row's index
	index := map[[2]int]int{}
	for _, c := range r.cells(l) {
		key, err := record.KeyOf(c)
		if err != nil {
			return nil, err
		}
		rec, err := l.Store.Get(key)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var o reorderOutcome
		if err := rec.Decode(nil, &o); err != nil {
			return nil, err
		}
		if len(o.Saved) == 0 {
			continue
		}
		at := [2]int{c.Length, int(c.Demand)}
		row, known := index[at]
		if !known {
			row = len(rows)
			index[at] = row
			rows = append(rows, table.Row{Figure: "reorder-cost", Quantity: "cost saved by the cheapest order", Unit: "%",
				Series: fmt.Sprintf("Len-%d", c.Length), X: c.Demand.InMbps(), Arrivals: c.Problems, World: "simulated"})
		}
		saved[row] = append(saved[row], stats.Mean(o.Saved).Mean)
	}
	for i := range rows {
		rows[i].Estimate = stats.Mean(saved[i])
	}
	return rows, nil
}

// Sheet implements Experiment.
func (reordering) Sheet(_ *Lab, rows []table.Row) *figure.Sheet {
	axes := lines(rows, "reorder-cost", "")
	axes.X = demandAxis(rows)
	axes.Y = figure.Axis{Label: "total cost saved (%)"}
	return &figure.Sheet{Title: "Reorder-compatible chains (section 2.7): the cheapest order against the chain's own",
		Rows: []figure.Row{{Legend: legendOfLengths()[1:], Axes: []figure.Axes{axes}}},
		Caption: caption(rows, thesisNetwork+" with half of its cores taken",
			"Kariz in every order; all pairs of middleboxes may change places, so this is the most that reordering saves.")}
}
