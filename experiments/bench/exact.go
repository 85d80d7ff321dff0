package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"qanat/experiments/chapter2"
	"qanat/experiments/load"
	"qanat/experiments/stats"
	"qanat/sim/placement"
	"qanat/solver"
	"qanat/topo"
)

// Targets of the exact method on the thesis' network, by chain length: its mean
// time in ms, and how many times faster than lp_solve and CBC it is; and how many
// times faster than lp_solve over all lengths together.
var exactTargets = map[int]struct{ mean, lpsolve, cbc float64 }{
	1: {0.5, 1, 1}, 2: {0.5, 1, 1}, 3: {0.5, 1, 1}, 4: {15, 1, 20},
}

const lpsolveTarget = 200

// compared is how many problems per chain length the peers are offered.
const compared = 30

// exactThesis simulates the exact method on the thesis' network: mean, worst,
// proof; then lets it and its peers solve the same sample of arrivals.
func (s *suite) exactThesis(ctx context.Context) error {
	if s.missing(ctx, "exact") {
		return nil
	}
	var total duel
	for _, length := range lengths {
		run, err := s.observe(ctx, length)
		if err != nil {
			return err
		}
		target := exactTargets[length]
		name := fmt.Sprintf("exact Len-%d at k=6", length)
		s.add(Row{Metric: name + " mean", Value: stats.Mean(run.ms).Mean, Unit: "ms", Target: atMost(target.mean)})
		s.add(Row{Metric: name + " worst", Value: stats.Quantile(1, run.ms), Unit: "ms", Target: atMost(5000)})
		s.add(Row{Metric: name + " proven", Value: 100 * (1 - float64(run.unproven)/float64(len(run.ms))), Unit: "%", Target: atLeast(100)})
		for _, peer := range []struct {
			spec   string
			target float64
		}{{"lpsolve", target.lpsolve}, {"cbc", target.cbc}} {
			d, err := s.peer(ctx, name, peer.spec, interleave(run.samples), peer.target)
			if err != nil {
				return err
			}
			if peer.spec == "lpsolve" {
				total.own, total.other, total.solved = total.own+d.own, total.other+d.other, total.solved+d.solved
			}
		}
	}
	if total.solved > 0 {
		s.add(total.row("exact against lpsolve in total", fmt.Sprintf("lpsolve on the same %d arrivals of all lengths", total.solved), lpsolveTarget))
	}
	return nil
}

// duel is what two methods took for the same problems.
type duel struct {
	own, other float64 // ms
	solved     int
}

func (d duel) row(metric, who string, target float64) Row {
	return Row{Metric: metric, Value: d.own, Unit: "ms", Peer: who, PeerValue: d.other, Ratio: d.other / d.own, Target: atLeast(target)}
}

// observed is what simulations of the exact method showed.
type observed struct {
	ms       []float64 // per arrival
	unproven int
	samples  [][]*solver.Problem // for each demand
}

// observe simulates chains of one length at every demand.
func (s *suite) observe(ctx context.Context, length int) (observed, error) {
	var run observed
	for _, mbps := range demands {
		var sample []*solver.Problem
		c := chapter2.ThesisCell(length, mbps, s.Arrivals, "exact", 0)
		err := s.simulate(ctx, &c, func(i int, p *solver.Problem, o *solver.Outcome, took time.Duration) {
			run.ms = append(run.ms, took.Seconds()*1000)
			if o.Status != solver.Optimal && o.Status != solver.Infeasible {
				run.unproven++
			}
			if every := max(1, s.Arrivals*len(demands)/compared); i%every == every/2 {
				copied := *p
				copied.Network = p.Network.Clone()
				sample = append(sample, &copied)
			}
		})
		if err != nil {
			return run, err
		}
		run.samples = append(run.samples, sample)
	}
	return run, nil
}

// interleave takes one problem of each list in turn, so that a budget that ends
// early has met all lists alike.
func interleave(lists [][]*solver.Problem) []*solver.Problem {
	var all []*solver.Problem
	for i := 0; ; i++ {
		before := len(all)
		for _, list := range lists {
			if i < len(list) {
				all = append(all, list[i])
			}
		}
		if len(all) == before {
			return all
		}
	}
}

// simulate runs a cell with an observer.
func (s *suite) simulate(ctx context.Context, c *chapter2.Cell,
	see func(i int, p *solver.Problem, o *solver.Outcome, took time.Duration)) error {
	scenario, err := c.Scenario()
	if err != nil {
		return err
	}
	method, err := solver.Open(c.Solver)
	if err != nil {
		return err
	}
	_, err = placement.Run(ctx, scenario, method, func(i int, p *solver.Problem, o solver.Outcome, took time.Duration) error {
		see(i, p, &o, took)
		return nil
	})
	return err
}

// peer lets the exact method and a peer solve the same problems in turn, and
// compares their total times.
func (s *suite) peer(ctx context.Context, name, spec string, problems []*solver.Problem, target float64) (d duel, err error) {
	if s.missing(ctx, spec) {
		return d, nil
	}
	ours, err := solver.Open("exact")
	if err != nil {
		return d, err
	}
	theirs, err := solver.Open(spec)
	if err != nil {
		return d, err
	}
	cut := 0
	for began := time.Now(); d.solved < len(problems) && time.Since(began) < s.PeerBudget; d.solved++ {
		p := problems[d.solved]
		took, err := median(ctx, ours, p)
		if err != nil {
			return d, err
		}
		a, err := load.One(ctx, theirs, p, s.PeerLimit)
		if err != nil {
			return d, err
		}
		if a.Cut {
			cut++
		}
		d.own, d.other = d.own+took, d.other+a.Took.Seconds()*1000
	}
	who := fmt.Sprintf("%s on the same %d arrivals", spec, d.solved)
	if cut > 0 {
		who += fmt.Sprintf(", cut off at %v on %d", s.PeerLimit, cut)
	}
	s.add(d.row(name+" against "+spec, who, target))
	return d, nil
}

// exactLarge times the exact method on 1,344 nodes.
func (s *suite) exactLarge(ctx context.Context) error {
	if s.missing(ctx, "exact") {
		return nil
	}
	method, err := solver.Open("exact")
	if err != nil {
		return err
	}
	all, err := inUse(16, 350*topo.Mbps, compared)
	if err != nil {
		return err
	}
	for _, length := range []int{3, 4} {
		var problems []*solver.Problem
		for i := length - 1; i < len(all); i += len(lengths) {
			problems = append(problems, all[i])
		}
		answers, err := load.Time(ctx, method, problems, load.Limits{PerProblem: s.PeerLimit, Total: s.PeerBudget})
		if err != nil {
			return err
		}
		proven := 0
		for _, a := range answers {
			if a.Status == solver.Optimal || a.Status == solver.Infeasible {
				proven++
			}
		}
		name := fmt.Sprintf("exact Len-%d at k=16 (1344 nodes)", length)
		s.add(Row{Metric: name + " proven", Value: 100 * float64(proven) / float64(len(answers)), Unit: "%"})
		row := Row{Metric: name + " mean", Value: stats.Mean(load.Milliseconds(answers)).Mean, Unit: "ms"}
		if length == 3 {
			row.Target = atMost(10)
		}
		s.add(row)
	}
	return nil
}

// sweep adds up the time of the recorded cells of the thesis' figures.
func (s *suite) sweep(context.Context) error {
	folder := filepath.Join(s.Results, "chapter2")
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(s.Text, "the sweep is left out: there are no records in %s\n", folder)
		return nil
	}
	cells, seconds, err := chapter2.SweepTime(folder)
	if err != nil {
		return err
	}
	const all = 560
	if cells < all {
		fmt.Fprintf(s.Text, "the sweep is left out: %s has %d of its %d cells\n", folder, cells, all)
		return nil
	}
	s.add(Row{Metric: "paper sweep on 2 cores", Value: seconds / 2 / 60, Unit: "minutes", Target: atMost(20)})
	return nil
}
