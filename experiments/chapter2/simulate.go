package chapter2

import (
	"context"
	"fmt"
	"time"

	"qanat/experiments/stats"
	"qanat/sim/placement"
	"qanat/solver"
)

// Simulate runs one cell and audits it as planned. It records nothing.
func Simulate(ctx context.Context, c *Cell, plan AuditPlan) (*Outcome, error) {
	scenario, err := c.Scenario()
	if err != nil {
		return nil, err
	}
	method, err := solver.Open(c.Solver)
	if err != nil {
		return nil, err
	}
	watch := newWatch(c.Arrivals)
	if plan.Sample > 0 {
		if watch.auditor, err = newAuditor(plan, c); err != nil {
			return nil, err
		}
	}
	result, err := placement.Run(ctx, scenario, method, func(i int, p *solver.Problem, o solver.Outcome, took time.Duration) error {
		return watch.arrival(ctx, i, p, &o, took)
	})
	if err != nil {
		return nil, err
	}
	o := watch.outcome()
	o.Arrivals, o.Accepted = result.Arrivals, result.Accepted
	o.Use = Utilisation{Bandwidth: result.Bandwidth, Throughput: result.Throughput, Resources: map[string]float64{}}
	for r, name := range scenario.Graph.Resources {
		o.Use.Resources[name] = result.Resources[r]
	}
	o.PerChain.Bandwidth, o.PerChain.Resources, o.PerChain.Total = result.PerChain()
	return o, nil
}

// Scenario states the cell as the simulator takes it.
func (c *Cell) Scenario() (placement.Scenario, error) {
	s := placement.Scenario{
		Catalogue: solver.Table22(), Prices: solver.ThesisPrices(), Demand: c.Demand, Chains: c.Arrivals,
		MeanInterarrival: c.Interarrival, MeanLifetime: c.Lifetime, Seed: c.Seed, Trial: c.Trial, Options: c.Reading.options(),
	}
	for _, name := range c.Chain {
		index, known := s.Catalogue.Find(name)
		if !known {
			return s, fmt.Errorf("unknown middlebox %q", name)
		}
		s.Middleboxes = append(s.Middleboxes, index)
	}
	var err error
	s.Graph, err = network(c.Topology)
	return s, err
}

// options are the simulator's, with a stopwatch.
func (r Reading) options() placement.Options {
	began := time.Now()
	return placement.Options{Warmup: r.Warmup, Drain: r.Drain, AnyEndpoint: r.SwitchesEnd,
		Clock: func() time.Duration { return time.Since(began) }}
}

// watch gathers what is recorded of each arrival.
type watch struct {
	Outcome
	costs, gaps, times []int64
	auditor            *auditor
}

func newWatch(arrivals int) *watch {
	return &watch{Outcome: Outcome{Status: map[string]int{}, Methods: map[string]int{}},
		costs: make([]int64, 0, arrivals), gaps: make([]int64, 0, arrivals), times: make([]int64, 0, arrivals)}
}

// arrival notes one answer.
func (w *watch) arrival(ctx context.Context, index int, p *solver.Problem, o *solver.Outcome, took time.Duration) error {
	w.Status[o.Status.String()]++
	w.Methods[o.Method]++
	cost, gap := int64(-1), int64(0)
	if o.Placed() {
		total := o.Deployment.Bill(p).Total()
		cost, gap = int64(total), int64(total-o.Bound)
		w.MaxGap = max(w.MaxGap, 100*float64(gap)/float64(total))
	}
	if o.Status == solver.Feasible || o.Status == solver.Unsolved {
		w.Unproven++
	}
	w.costs, w.gaps, w.times = append(w.costs, cost), append(w.gaps, gap), append(w.times, took.Nanoseconds())
	if w.auditor == nil {
		return nil
	}
	return w.auditor.look(ctx, index, p, o)
}

// outcome packs what was gathered.
func (w *watch) outcome() *Outcome {
	o := w.Outcome
	o.Costs, o.Gaps, o.Times = Pack(w.costs), Pack(w.gaps), packTimes(w.times)
	ms := make([]float64, len(w.times))
	for i, ns := range w.times {
		ms[i] = float64(ns) / 1e6
	}
	o.Solve = Timing{Mean: stats.Mean(ms).Mean, P50: stats.Quantile(0.5, ms), P99: stats.Quantile(0.99, ms), Max: stats.Quantile(1, ms)}
	if w.auditor != nil && w.auditor.Sample > 0 {
		o.Audit = &w.auditor.Audit
		o.Audit.Certified = w.auditor.proofs.Certified
	}
	return &o
}
