package chapter2

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"time"

	"qanat/experiments/figure"
	"qanat/experiments/load"
	"qanat/experiments/record"
	"qanat/experiments/runner"
	"qanat/experiments/stats"
	"qanat/experiments/table"
	"qanat/solver"
	"qanat/topo"
)

// growthCell times one solver on problems in one half-used fat tree.
type growthCell struct {
	Kind     string    `json:"kind"` // growthKind
	K        int       `json:"k"`
	Length   int       `json:"length"`
	Demand   topo.Rate `json:"demand_kbps"`
	Solver   string    `json:"solver"`
	Problems int       `json:"problems"`
	Limit    float64   `json:"limit_s"`  // per problem
	Budget   float64   `json:"budget_s"` // for all
	Seed     uint64    `json:"seed"`
}

const growthKind = "growth"

// growthOutcome is what it measured.
type growthOutcome struct {
	Nodes    int            `json:"nodes"`
	Answered int            `json:"answered"` // problems begun within the budget
	Cut      int            `json:"cut"`      // of them, ended by the limit
	Placed   int            `json:"placed"`
	Unproven int            `json:"unproven"`
	Methods  map[string]int `json:"methods"`
	Mean     float64        `json:"mean_ms"`
	Max      float64        `json:"max_ms"`
	Times    Column         `json:"times"`
}

// growth shows how the time per chain grows with the network, past the 99 nodes
// that were the most the thesis could solve exactly (section 2.5.1).
type growth struct{}

// grown lists the solvers and how large a fat tree each is tried on.
var grown = []struct {
	spec, name string
	style      int
	largest    map[int]int // by chain length
}{
	{"kariz", "Kariz", 4, map[int]int{3: 48, 4: 48}},
	{"exact", "exact", 6, map[int]int{3: 16, 4: 16}},
	{"cbc", "CBC", 5, map[int]int{3: 12, 4: 8}},
	{"lpsolve", "lp_solve", 7, map[int]int{3: 10, 4: 6}},
}

var (
	growthSizes   = []int{4, 6, 8, 10, 12, 16, 24, 32, 48}
	growthLengths = []int{3, 4}
)

// Name implements Experiment.
func (growth) Name() string { return "growth" }

// cells lists the cells of the solvers that this machine has, the solvers of
// one size side by side.
func (growth) cells(l *Lab) []growthCell {
	var cells []growthCell
	for _, k := range growthSizes {
		for _, length := range growthLengths {
			for _, g := range grown {
				if k > g.largest[length] || l.Scale.Name != "paper" && k > 16 {
					continue
				}
				cells = append(cells, growthCell{Kind: growthKind, K: k, Length: length, Demand: 350 * topo.Mbps,
					Solver: g.spec, Problems: 100, Limit: 10, Budget: l.Scale.Extra.Budget.Seconds(), Seed: seed})
			}
		}
	}
	return cells
}

// Tasks implements Experiment. Solvers that are missing on this machine are
// left out, and so are missing from the figure.
func (e growth) Tasks(l *Lab) []runner.Task {
	ready := map[string]bool{}
	for _, g := range grown {
		ready[g.spec] = Works(context.Background(), g.spec) == nil
	}
	var tasks []runner.Task
	for _, c := range e.cells(l) {
		if ready[c.Solver] {
			tasks = append(tasks, runner.Task{Inputs: c, Group: c.Kind, Seed: c.Seed, Weight: c.Budget / 2, Run: c.run,
				Label: fmt.Sprintf("growth, Len-%d, k=%d, %s", c.Length, c.K, c.Solver)})
		}
	}
	return tasks
}

// run times the cell's solver.
func (c *growthCell) run(ctx context.Context) (any, error) {
	s, err := solver.Open(c.Solver)
	if err != nil {
		return nil, err
	}
	g, err := topo.FatTree(c.K, topo.ThesisEquipment())
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(c.Seed, uint64(c.K)))
	network, err := load.Fill(g, load.Half, rng)
	if err != nil {
		return nil, err
	}
	problems := load.Problems(network, c.Length, c.Demand, c.Problems, rng)
	answers, err := load.Time(ctx, s, problems, load.Limits{
		PerProblem: time.Duration(c.Limit * float64(time.Second)),
		Total:      time.Duration(c.Budget * float64(time.Second)),
	})
	if err != nil {
		return nil, err
	}
	return c.sum(len(g.Nodes), answers), nil
}

func (c *growthCell) sum(nodes int, answers []load.Answer) *growthOutcome {
	o := &growthOutcome{Nodes: nodes, Answered: len(answers), Methods: map[string]int{}}
	ns := make([]int64, len(answers))
	for i, a := range answers {
		ns[i] = a.Took.Nanoseconds()
		o.Methods[a.Method]++
		if a.Cut {
			o.Cut++
		}
		if a.Placed() {
			o.Placed++
		}
		if a.Status == solver.Feasible || a.Status == solver.Unsolved {
			o.Unproven++
		}
	}
	ms := load.Milliseconds(answers)
	o.Mean, o.Max, o.Times = stats.Mean(ms).Mean, stats.Quantile(1, ms), packTimes(ns)
	return o
}

// Table implements Experiment. A point whose solver was cut off more than once
// in ten problems is left out: its mean would be that of the limit.
func (e growth) Table(l *Lab) ([]table.Row, error) {
	var rows []table.Row
	for _, c := range e.cells(l) {
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
		var o growthOutcome
		if err := r.Decode(nil, &o); err != nil {
			return nil, err
		}
		times, err := o.Times.Times()
		if err != nil {
			return nil, err
		}
		if 10*o.Cut > o.Answered {
			continue
		}
		rows = append(rows, table.Row{Figure: fmt.Sprintf("growth-len%d", c.Length), Quantity: "time per chain",
			Series: c.Solver, X: float64(o.Nodes), Estimate: stats.Mean(times).Scale(1000), Unit: "ms",
			Arrivals: o.Answered, World: "simulated"})
	}
	return rows, nil
}

// Sheet implements Experiment.
func (growth) Sheet(_ *Lab, rows []table.Row) *figure.Sheet {
	sheet := &figure.Sheet{Title: "Time per chain as the network grows", Caption: []string{
		"Fat trees of k = 4 to 48 with half of their cores taken, chains of 350 Mbit/s; all solvers meet the same problems.",
		"Mean with 95% confidence over the problems; a line ends where its solver exceeds 10 s on one problem in ten, or was not tried."}}
	row := figure.Row{SharedY: true, Height: 3 * 72}
	for _, length := range growthLengths {
		part := table.Of(rows, fmt.Sprintf("growth-len%d", length))
		axes := figure.Axes{Title: fmt.Sprintf("Len-%d", length), X: figure.Axis{Label: "nodes", Log: true},
			Y: figure.Axis{Label: "mean time per chain (ms)", Log: true}}
		for _, g := range grown {
			axes.Series = append(axes.Series, figure.Series{Name: g.name, Style: g.style, Points: points(part, g.spec)})
		}
		row.Axes = append(row.Axes, axes)
	}
	for _, g := range grown {
		row.Legend = append(row.Legend, figure.LegendOf{Name: g.name, Style: g.style})
	}
	sheet.Rows = []figure.Row{row}
	return sheet
}
