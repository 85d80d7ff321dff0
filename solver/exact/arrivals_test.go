package exact_test

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"qanat/solver"
	"qanat/solver/exact"
	"qanat/topo"
)

// workload is the thesis' (section 2.5.1): Poisson arrivals, one per 100 s, and
// exponential lifetimes of 3 h, so that about 108 chains are in the network.
type workload struct {
	rng     *rand.Rand
	net     *solver.Network
	problem solver.Problem
	leaving departures
	hosts   []int
	now     float64
	load    float64 // arrivals per 100 s
}

type departure struct {
	at      float64
	problem solver.Problem
	d       *solver.Deployment
}

type departures []departure

func (q departures) Len() int           { return len(q) }
func (q departures) Less(i, j int) bool { return q[i].at < q[j].at }
func (q departures) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *departures) Push(x any)        { *q = append(*q, x.(departure)) }
func (q *departures) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// newWorkload loads a k-ary fat tree as densely as the thesis' 6-ary one.
func newWorkload(tb testing.TB, k, length int, demand topo.Rate) *workload {
	g, err := topo.FatTree(k, topo.ThesisEquipment())
	if err != nil {
		tb.Fatal(err)
	}
	w := &workload{rng: rand.New(rand.NewPCG(1, uint64(length))), net: solver.NewNetwork(g), hosts: g.Hosts()}
	w.load = float64(len(w.hosts)) / 54
	w.problem = solver.Problem{Network: w.net, Catalogue: solver.Table22(), Prices: solver.ThesisPrices()}
	w.problem.Chain = solver.Chain{Middleboxes: []int{0, 1, 2, 3}[:length], Demand: demand}
	return w
}

// next lets chains leave and the next one arrive.
func (w *workload) next() *solver.Problem {
	w.now += w.rng.ExpFloat64() * 100 / w.load
	for len(w.leaving) > 0 && w.leaving[0].at <= w.now {
		left := heap.Pop(&w.leaving).(departure)
		w.net.Release(&left.problem, left.d)
	}
	s := w.rng.IntN(len(w.hosts))
	t := (s + 1 + w.rng.IntN(len(w.hosts)-1)) % len(w.hosts)
	w.problem.Chain.Source, w.problem.Chain.Target = w.hosts[s], w.hosts[t]
	return &w.problem
}

// accept keeps a chain for its lifetime.
func (w *workload) accept(d *solver.Deployment) error {
	if err := w.net.Reserve(&w.problem, d); err != nil {
		return err
	}
	heap.Push(&w.leaving, departure{w.now + w.rng.ExpFloat64()*3*3600, w.problem, d})
	return nil
}

// open returns the solver as commands use it, but without a fallback and hurry.
func open(tb testing.TB) solver.Solver {
	s, err := solver.Open("exact:fallback=none,limit=10m")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestArrivalsAreProven accepts what Kariz places, so that the problems met do
// not depend on which of several optima the exact solver finds.
func TestArrivalsAreProven(t *testing.T) {
	heuristic, err := solver.Open("kariz")
	if err != nil {
		t.Fatal(err)
	}
	for length := 1; length <= 4; length++ {
		arrivals := 250
		if length == 4 {
			arrivals = 100
		}
		if testing.Short() {
			arrivals /= 4
		}
		for _, demand := range []topo.Rate{200 * topo.Mbps, 350 * topo.Mbps, 500 * topo.Mbps} {
			w, s := newWorkload(t, 6, length, demand), open(t)
			methods := map[string]int{}
			for i := range arrivals {
				p := w.next()
				o, err := s.Solve(context.Background(), p)
				if err != nil || !o.Proven() {
					t.Fatalf("Len-%d, %v, arrival %d: %v %s, %v", length, demand, i, o.Status, o.Reason, err)
				}
				if methods[o.Method]++; !o.Placed() {
					continue
				}
				if err := solver.Verify(p, o.Deployment); err != nil {
					t.Fatalf("Len-%d, %v, arrival %d, %s: %v", length, demand, i, o.Method, err)
				}
				if cost := o.Deployment.Bill(p).Total(); cost != o.Bound {
					t.Fatalf("Len-%d, %v, arrival %d, %s: cost %v, bound %v", length, demand, i, o.Method, cost, o.Bound)
				}
				k, err := heuristic.Solve(context.Background(), p)
				if err != nil {
					t.Fatal(err)
				}
				if k.Placed() {
					if err := w.accept(k.Deployment); err != nil {
						t.Fatal(err)
					}
				}
			}
			t.Logf("Len-%d, %v: %v", length, demand, methods)
		}
	}
}

func BenchmarkArrivals(b *testing.B) {
	for _, size := range []struct{ k, length int }{{6, 1}, {6, 2}, {6, 3}, {6, 4}, {16, 3}} {
		b.Run(fmt.Sprintf("k%d/len%d", size.k, size.length), func(b *testing.B) {
			w, s := newWorkload(b, size.k, size.length, 350*topo.Mbps), open(b)
			for b.Loop() {
				o, err := s.Solve(context.Background(), w.next())
				if err == nil && o.Placed() {
					err = w.accept(o.Deployment)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			if e := s.(*exact.Solver).Effort; e.Nodes > 0 {
				b.ReportMetric(float64(e.Nodes)/float64(b.N), "nodes/op")
			}
		})
	}
}
