// Package solvertest makes problems to test solvers with, and checks what every
// solver owes its callers. A new solver needs one test:
//
//	func TestConformance(t *testing.T) {
//		solvertest.Run(t, func() solver.Solver { return mine.New() })
//	}
package solvertest

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"qanat/solver"
	"qanat/topo"
)

// Run checks on random problems of every shape that the solver's deployments
// verify, that its status fits its bound, that it leaves the problem unchanged,
// and that a second solver given the same problems answers the same.
func Run(t *testing.T, fresh func() solver.Solver) {
	const seed, problems = 1, 200
	t.Logf("seed %d", seed)
	one, two := fresh(), fresh()
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range problems {
		p := Random(rng)
		before := p.Network.Clone()
		got, err := one.Solve(context.Background(), p)
		if err != nil {
			t.Fatalf("problem %d: %v", i, err)
		}
		Check(t, p, got)
		if !reflect.DeepEqual(before, p.Network) {
			t.Fatalf("problem %d: the solver changed the network", i)
		}
		again, err := two.Solve(context.Background(), p)
		if err != nil || !reflect.DeepEqual(got, again) {
			t.Fatalf("problem %d: two runs differ (%v):\n%+v\n%+v", i, err, got, again)
		}
	}
}

// Check fails the test if the outcome contradicts itself or the model.
func Check(t *testing.T, p *solver.Problem, o solver.Outcome) {
	t.Helper()
	if placed := o.Status == solver.Feasible || o.Status == solver.Optimal; placed != o.Placed() {
		t.Fatalf("status %v with deployment %v", o.Status, o.Deployment)
	}
	if !o.Placed() {
		return
	}
	p, err := o.Answers(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := solver.Verify(p, o.Deployment); err != nil {
		t.Fatalf("infeasible deployment: %v", err)
	}
	cost := o.Deployment.Bill(p).Total()
	if o.Bound > cost || o.Status == solver.Optimal && o.Bound != cost {
		t.Fatalf("status %v with bound %v and cost %v", o.Status, o.Bound, cost)
	}
}

// Random returns a small valid problem: any connected graph of 3 to 9 nodes, 1
// to 3 resources, 0 to 3 middleboxes of 1 to 3 offerings, capacities from ample
// to too tight.
func Random(rng *rand.Rand) *solver.Problem {
	for {
		p := &solver.Problem{Network: network(rng), Catalogue: &solver.Catalogue{Name: "random"}}
		p.Catalogue.Resources = p.Network.Graph.Resources
		for range p.Catalogue.Resources {
			p.Prices.Alpha = append(p.Prices.Alpha, solver.Cost(rng.IntN(4))*solver.Unit/2)
		}
		p.Prices.Beta = solver.Cost(rng.IntN(30)) * solver.Unit / 1000
		nodes := len(p.Network.Graph.Nodes)
		p.Chain.Source = rng.IntN(nodes)
		p.Chain.Target = (p.Chain.Source + 1 + rng.IntN(nodes-1)) % nodes
		p.Chain.Demand = topo.Rate(1+rng.IntN(40)) * 10 * topo.Mbps
		for m := range rng.IntN(4) {
			p.Catalogue.Middleboxes = append(p.Catalogue.Middleboxes, middlebox(rng, len(p.Catalogue.Resources)))
			p.Chain.Middleboxes = append(p.Chain.Middleboxes, m)
		}
		if p.Validate() == nil {
			return p
		}
	}
}

// network returns a random tree with extra links and part of its capacity gone.
func network(rng *rand.Rand) *solver.Network {
	names := []string{"cpu", "memory_mb", "storage_gb"}[:1+rng.IntN(3)]
	b := topo.NewBuilder("random", names...)
	nodes := 3 + rng.IntN(7)
	rate := func() topo.Rate { return topo.Rate(rng.IntN(60)) * 10 * topo.Mbps }
	for m := range nodes {
		capacity := make([]int64, len(names))
		for r := range capacity {
			capacity[r] = rng.Int64N(9)
		}
		b.Node(topo.Node{Name: string(rune('A' + m)), Capacity: capacity})
		if m > 0 {
			b.Link(m, rng.IntN(m), rate())
		}
	}
	for range rng.IntN(nodes) {
		if a, c := rng.IntN(nodes), rng.IntN(nodes); a != c {
			b.Link(a, c, rate())
		}
	}
	g, err := b.Build()
	if err != nil {
		panic(err) // a mistake of this generator
	}
	return solver.NewNetwork(g)
}

func middlebox(rng *rand.Rand, resources int) solver.Middlebox {
	box := solver.Middlebox{Name: string(rune('a' + rng.IntN(26)))}
	for o := range 1 + rng.IntN(3) {
		demand := make([]int64, resources)
		for r := range demand {
			demand[r] = rng.Int64N(4)
		}
		box.Offerings = append(box.Offerings, solver.Offering{
			Name: string(rune('0' + o)), Throughput: topo.Rate(1+rng.IntN(20)) * 10 * topo.Mbps, Demand: demand})
	}
	return box
}
