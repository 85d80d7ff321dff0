package chapter2

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"qanat/experiments/figure"
	"qanat/experiments/record"
	"qanat/experiments/runner"
	"qanat/experiments/stats"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// sweep is an experiment made of placement cells.
type sweep struct {
	name   string
	cells  func(l *Lab) []Cell // in the order to run them: trial by trial
	panels []panel
	with   []string // solvers that it needs besides the two methods
	sheet  func(l *Lab, rows []table.Row) *figure.Sheet
}

// panel is one quantity over the cells of a sweep.
type panel struct {
	figure   string // "fig2.6c", as in the thesis' rows
	quantity string // in terms of the thesis' methods, as in its rows
	ofKariz  bool   // it measures Kariz, whichever heuristic the run is for
	unit     string
	better   verdict.Better
	value    func(o *Outcome) float64
	// of picks the cells that make points.
	of func(l *Lab, c *Cell) bool
	// per, where set, is the cell whose value divides this one's: the same
	// arrivals met by another method. The ratio is then in percent.
	per func(l *Lab, c Cell) Cell
	// series and x place a cell's point; label names it if x is a category.
	series func(c *Cell) string
	x      func(c *Cell) (x float64, label string)
}

// Name implements Experiment.
func (s *sweep) Name() string { return s.name }

func (s *sweep) needs() []string { return s.with }

// Sheet implements Experiment.
func (s *sweep) Sheet(l *Lab, rows []table.Row) *figure.Sheet { return s.sheet(l, rows) }

// Tasks implements Experiment.
func (s *sweep) Tasks(l *Lab) []runner.Task {
	var tasks []runner.Task
	for _, c := range s.cells(l) { // the runner computes a repeated cell once
		tasks = append(tasks, runner.Task{
			Inputs: c, Group: c.Solver, Label: c.label(), Seed: c.Seed, Trial: c.Trial, Weight: c.weight(),
			Run: func(ctx context.Context) (any, error) { return Simulate(ctx, &c, l.Audit) },
		})
	}
	return tasks
}

// Table implements Experiment.
func (s *sweep) Table(l *Lab) ([]table.Row, error) {
	read := reader{store: l.Store, known: map[record.Key]*Outcome{}}
	cells := s.cells(l)
	var rows []table.Row
	for i := range s.panels {
		part, err := s.panels[i].rows(l, cells, &read)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		rows = append(rows, part...)
	}
	return rows, nil
}

// rows computes the panel's points: one value per trial, then their mean.
// Cells that are not recorded are left out, so that a run that lost some still
// shows the others.
func (p *panel) rows(l *Lab, cells []Cell, read *reader) ([]table.Row, error) {
	type place struct {
		series string
		x      float64
	}
	var rows []table.Row
	index := map[place]int{}
	values := [][]float64{}
	seen := map[record.Key]bool{}
	for i := range cells {
		c := &cells[i]
		key, err := record.KeyOf(*c)
		if err != nil {
			return nil, err
		}
		if seen[key] || p.of != nil && !p.of(l, c) {
			continue
		}
		seen[key] = true
		value, arrivals, err := p.measure(l, c, read)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if math.IsNaN(value) || math.IsInf(value, 0) {
			continue // a mean over no chain
		}
		x, label := p.x(c)
		at := place{p.series(c), x}
		row, known := index[at]
		if !known {
			row = len(rows)
			index[at] = row
			values = append(values, nil)
			rows = append(rows, table.Row{Figure: p.figure, Quantity: l.named(p.quantity, p.ofKariz), Series: at.series, X: x,
				Label: label, Unit: p.unit, Arrivals: arrivals, World: "simulated"})
		}
		values[row] = append(values[row], value)
	}
	for i := range rows {
		rows[i].Estimate = stats.Mean(values[i])
	}
	return rows, nil
}

// measure returns the panel's value of one cell.
func (p *panel) measure(l *Lab, c *Cell, read *reader) (value float64, arrivals int, err error) {
	o, err := read.outcome(c)
	if err != nil {
		return 0, 0, err
	}
	value = p.value(o)
	if p.per != nil {
		reference := p.per(l, *c)
		base, err := read.outcome(&reference)
		if err != nil {
			return 0, 0, err
		}
		value = 100 * value / p.value(base)
	}
	return value, o.Arrivals, nil
}

// reader reads each record once.
type reader struct {
	store *record.Store
	known map[record.Key]*Outcome
}

func (r *reader) outcome(c *Cell) (*Outcome, error) {
	key, err := record.KeyOf(*c)
	if err != nil {
		return nil, err
	}
	if o, known := r.known[key]; known {
		return o, nil
	}
	rec, err := r.store.Get(key)
	if err != nil {
		return nil, err
	}
	o := new(Outcome)
	if err := rec.Decode(nil, o); err != nil {
		return nil, err
	}
	r.known[key] = o
	return o, nil
}
