package exact

import (
	"container/heap"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	_ "qanat/kariz"
	"qanat/solver"
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

func newWorkload(seed uint64, k, length int, demand topo.Rate) *workload {
	g, err := topo.FatTree(k, topo.ThesisEquipment())
	if err != nil {
		panic(err)
	}
	w := &workload{rng: rand.New(rand.NewPCG(seed, uint64(length))), net: solver.NewNetwork(g), hosts: g.Hosts()}
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

var (
	arrivals = flag.Int("arrivals", 300, "arrivals per cell of TestArrivals")
	lengths  = flag.String("lengths", "1234", "chain lengths of TestArrivals")
	arity    = flag.Int("arity", 6, "fat tree of TestArrivals")
	seed     = flag.Uint64("seed", 1, "seed of TestArrivals")
	slow     = flag.Duration("slow", time.Hour, "print arrivals slower than this")
)

func TestArrivals(t *testing.T) {
	for _, length := range *lengths {
		for demand := topo.Rate(200); demand <= 500; demand += 50 {
			w := newWorkload(*seed, *arity, int(length-'0'), demand*topo.Mbps)
			upper, err := solver.Open("kariz")
			if err != nil {
				t.Fatal(err)
			}
			s := New(Options{Upper: upper})
			methods := map[string]int{}
			var times []time.Duration
			var total time.Duration
			placed, open := 0, 0
			cost := solver.Cost(0)
			for i := range *arrivals {
				p := w.next()
				before := s.Effort
				start := time.Now()
				o, err := s.Solve(context.Background(), p)
				took := time.Since(start)
				times, total = append(times, took), total+took
				if err != nil {
					t.Fatal(err)
				}
				if took > *slow {
					fmt.Printf("  arrival %d: %v %s %v %v bound %v nodes %d rounds %d pivots %d\n", i, took, o.Method, o.Status, o.Reason, o.Bound,
						s.Effort.Nodes-before.Nodes, s.Effort.Rounds-before.Rounds, s.Effort.Pivots-before.Pivots)
				}
				methods[o.Method]++
				if o.Status == solver.Feasible || o.Status == solver.Unsolved {
					open++
				}
				if o.Placed() {
					if err := solver.Verify(p, o.Deployment); err != nil {
						t.Fatalf("arrival %d: %s: %v", i, o.Method, err)
					}
					c := o.Deployment.Bill(p).Total()
					if o.Status == solver.Optimal && c != o.Bound {
						t.Fatalf("arrival %d: %s: cost %v bound %v", i, o.Method, c, o.Bound)
					}
					cost += c
					placed++
					if err := w.accept(o.Deployment); err != nil {
						t.Fatal(err)
					}
				}
			}
			slices.Sort(times)
			fmt.Fprintf(os.Stdout, "len %c %v: placed %d mean cost %.3f open %d %v mean %v p99 %v max %v  %+v\n", length, demand*topo.Mbps, placed,
				cost.Float()/float64(max(1, placed)), open, methods, total/time.Duration(len(times)), times[len(times)*99/100], times[len(times)-1], s.Effort)
		}
	}
}
