package kariz_test

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/solver"
	"qanat/topo"
)

// departures is a heap of deployments in the order in which they end.
type departures []departure

type departure struct {
	at time.Duration
	p  *solver.Problem
	d  *solver.Deployment
}

func (h departures) Len() int           { return len(h) }
func (h departures) Less(i, j int) bool { return h[i].at < h[j].at }
func (h departures) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *departures) Push(x any)        { *h = append(*h, x.(departure)) }
func (h *departures) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}

// arrivals is the simulation of section 2.5.1 in its shortest form: chains of
// one length and demand arrive at random and stay a while.
type arrivals struct {
	Network  *solver.Network
	Length   int
	Demand   topo.Rate
	Count    int
	Interval time.Duration // mean between arrivals
	Seed     uint64
}

// tally is what a simulation counted.
type tally struct {
	Accepted int
	Cost     solver.Cost // of the accepted, together
	Times    []time.Duration
}

// run offers every arrival to s, and to also, where it is not nil, whose
// outcome counts for nothing.
func (a arrivals) run(t testing.TB, s solver.Solver, also func(*solver.Problem, solver.Outcome)) tally {
	t.Helper()
	rng := rand.New(rand.NewPCG(a.Seed, 0))
	hosts := a.Network.Graph.Hosts()
	var result tally
	var stay departures
	now := time.Duration(0)
	for range a.Count {
		now += time.Duration(rng.ExpFloat64() * float64(a.Interval))
		for len(stay) > 0 && stay[0].at <= now {
			out := heap.Pop(&stay).(departure)
			a.Network.Release(out.p, out.d)
		}
		p := &solver.Problem{Network: a.Network, Catalogue: solver.Table22(), Prices: solver.ThesisPrices()}
		from := rng.IntN(len(hosts))
		to := (from + 1 + rng.IntN(len(hosts)-1)) % len(hosts)
		p.Chain = solver.Chain{Source: hosts[from], Target: hosts[to], Demand: a.Demand,
			Middleboxes: []int{0, 1, 2, 3}[:a.Length]}
		until := now + time.Duration(rng.ExpFloat64()*float64(3*time.Hour))
		start := time.Now()
		o, err := s.Solve(context.Background(), p)
		result.Times = append(result.Times, time.Since(start))
		if err != nil {
			t.Fatal(err)
		}
		if also != nil {
			also(p, o)
		}
		if !o.Placed() {
			continue
		}
		if err := a.Network.Reserve(p, o.Deployment); err != nil {
			t.Fatal(err)
		}
		result.Accepted++
		result.Cost += o.Deployment.Bill(p).Total()
		heap.Push(&stay, departure{until, p, o.Deployment})
	}
	return result
}

func (r *tally) mean() time.Duration {
	sum := time.Duration(0)
	for _, t := range r.Times {
		sum += t
	}
	return sum / time.Duration(len(r.Times))
}

func fatTree(t testing.TB, k int) *solver.Network {
	t.Helper()
	g, err := topo.FatTree(k, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	return solver.NewNetwork(g)
}
