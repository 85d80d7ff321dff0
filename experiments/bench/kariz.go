package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/experiments/chapter2"
	"qanat/experiments/load"
	"qanat/experiments/stats"
	"qanat/solver"
	"qanat/topo"
)

var (
	lengths = []int{1, 2, 3, 4}
	demands = []int{200, 350, 500} // Mbit/s: the ends and the middle of the thesis' range
)

// karizGrowth times Kariz on growing fat trees with half of their cores taken.
func (s *suite) karizGrowth(ctx context.Context) error {
	method, err := solver.Open("kariz")
	if err != nil {
		return err
	}
	for _, size := range []struct {
		k      int
		target float64 // mean, ms
	}{{16, 1}, {24, 3}, {48, 20}} {
		problems, err := inUse(size.k, 350*topo.Mbps, 25)
		if err != nil {
			return err
		}
		var ms []float64
		for began := time.Now(); len(ms) < len(problems) && time.Since(began) < s.PeerBudget; {
			took, err := median(ctx, method, problems[len(ms)])
			if err != nil {
				return err
			}
			ms = append(ms, took)
		}
		nodes := len(problems[0].Network.Graph.Nodes)
		s.add(Row{Metric: fmt.Sprintf("kariz mean at k=%d (%d nodes)", size.k, nodes),
			Value: stats.Mean(ms).Mean, Unit: "ms", Target: atMost(size.target)})
		s.add(Row{Metric: fmt.Sprintf("kariz p99 at k=%d", size.k), Value: stats.Quantile(0.99, ms), Unit: "ms"})
	}
	return nil
}

// inUse draws problems of every chain length, n of each, in turn, on a half-used
// fat tree.
func inUse(k int, demand topo.Rate, n int) ([]*solver.Problem, error) {
	g, err := topo.FatTree(k, topo.ThesisEquipment())
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(uint64(k), 0))
	network, err := load.Fill(g, load.Half, rng)
	if err != nil {
		return nil, err
	}
	byLength := make([][]*solver.Problem, len(lengths))
	for i, length := range lengths {
		byLength[i] = load.Problems(network, length, demand, n, rng)
	}
	var problems []*solver.Problem
	for i := range n {
		for _, of := range byLength {
			problems = append(problems, of[i])
		}
	}
	return problems, nil
}

// median solves a problem ten times, less often if that takes over a second,
// and returns the median time in milliseconds.
func median(ctx context.Context, method solver.Solver, p *solver.Problem) (float64, error) {
	var ms []float64
	for began := time.Now(); len(ms) == 0 || len(ms) < repetitions && time.Since(began) < time.Second; {
		a, err := load.One(ctx, method, p, 0)
		if err != nil {
			return 0, err
		}
		ms = append(ms, a.Took.Seconds()*1000)
	}
	return stats.Quantile(0.5, ms), nil
}

// memory reads the peak of this process after the largest network.
func (s *suite) memory(context.Context) error {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	unit := 1024.0 // Linux counts kibibytes, macOS bytes
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	s.add(Row{Metric: "kariz peak memory up to k=48", Value: float64(usage.Maxrss) * unit / 1e9,
		Unit: "GB", Target: atMost(2)})
	return nil
}

// karizThesis times Kariz on the thesis' network, in simulations.
func (s *suite) karizThesis(ctx context.Context) error {
	var ms []float64
	for _, length := range lengths {
		for _, mbps := range demands {
			c := chapter2.ThesisCell(length, mbps, s.Arrivals, "kariz", 0)
			o, err := chapter2.Simulate(ctx, &c, chapter2.AuditPlan{})
			if err != nil {
				return err
			}
			times, err := o.Times.Times()
			if err != nil {
				return err
			}
			for _, t := range times {
				ms = append(ms, 1000*t)
			}
		}
	}
	s.add(Row{Metric: "kariz mean at k=6 (99 nodes)", Value: stats.Mean(ms).Mean, Unit: "ms", Target: atMost(0.2)})
	s.add(Row{Metric: "kariz p99 at k=6", Value: stats.Quantile(0.99, ms), Unit: "ms", Target: atMost(3)})
	return nil
}
