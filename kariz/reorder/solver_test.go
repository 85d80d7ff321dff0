package reorder

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qanat/kariz"
	"qanat/solver"
	"qanat/solver/solvertest"
	"qanat/topo"
)

func registered(t *testing.T, spec string) solver.Solver {
	t.Helper()
	s, err := solver.Open(spec)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConformance(t *testing.T) {
	solvertest.Run(t, func() solver.Solver { return registered(t, "kariz-reorder") })
}

func TestOrderIsTold(t *testing.T) {
	for spec, want := range map[string][]int{
		"kariz-reorder": {1, 0}, "kariz-reorder:pairs=all": {1, 0}, "kariz-reorder:pairs=firewall+ids,epsilon=8": {1, 0},
	} {
		p := line(t)
		o, err := registered(t, spec).Solve(context.Background(), p)
		if err != nil || !slices.Equal(o.Order, want) || !o.Placed() {
			t.Fatalf("%s: %+v, %v", spec, o, err)
		}
		if solver.Verify(p, o.Deployment) == nil {
			t.Errorf("%s: the deployment passes for the chain's own order", spec)
		}
		q, err := o.Answers(p)
		if err != nil || solver.Verify(q, o.Deployment) != nil || o.Deployment.Bill(q).Total() != 5*solver.Unit {
			t.Errorf("%s: %v, %+v", spec, err, q)
		}
	}
}

// permutations lists all orders of 0..n-1, naively.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, shorter := range permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(shorter), at, n-1))
		}
	}
	return all
}

// TestCheapestOfAllOrders solves every rearrangement of random chains on a
// half-used network by itself: none that is permitted is cheaper than the answer.
func TestCheapestOfAllOrders(t *testing.T) {
	const seed = 11
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	g, err := topo.FatTree(4, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	plain, moved := kariz.New(kariz.Defaults()), 0
	for range 30 {
		p := &solver.Problem{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
			Chain: solver.Chain{Source: 0, Target: 15, Middleboxes: rng.Perm(4), Demand: 200 * topo.Mbps}}
		for i := range p.Network.Free {
			p.Network.Free[i] = rng.Int64N(p.Network.Free[i] + 1)
		}
		o, err := registered(t, "kariz-reorder:pairs=firewall+ids/ids+ipsec/wan-opt+firewall").Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		q, err := o.Answers(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, order := range permutations(4) {
			r, err := p.Reordered(order)
			if err != nil {
				t.Fatal(err)
			}
			other, err := plain.Solve(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			if other.Placed() && permitted(p.Chain.Middleboxes, r.Chain.Middleboxes) &&
				(!o.Placed() || other.Deployment.Bill(r).Total() < o.Deployment.Bill(q).Total()) {
				t.Errorf("chain %v: order %v is better than %v", p.Chain.Middleboxes, order, o.Order)
			}
		}
		if o.Placed() && !permitted(p.Chain.Middleboxes, q.Chain.Middleboxes) {
			t.Errorf("chain %v was reordered to %v", p.Chain.Middleboxes, q.Chain.Middleboxes)
		}
		if o.Placed() && !slices.IsSorted(o.Order) {
			moved++
		}
	}
	if moved == 0 {
		t.Error("no chain was reordered: the test shows nothing")
	}
}

// permitted tells whether the pairs that must not change places have kept theirs:
// firewall and ipsec, ids and wan-opt, ipsec and wan-opt.
func permitted(before, after []int) bool {
	for _, pair := range [][2]int{{0, 2}, {1, 3}, {2, 3}} {
		if (slices.Index(before, pair[0]) < slices.Index(before, pair[1])) != (slices.Index(after, pair[0]) < slices.Index(after, pair[1])) {
			return false
		}
	}
	return true
}

func TestOptionsAreExplained(t *testing.T) {
	for spec, want := range map[string]string{"kariz-reorder:pairs=": "write all, or pairs", "kariz-reorder:pairs=ids": "write all, or pairs",
		"kariz-reorder:speed=9": "unknown option", "kariz-reorder:epsilon=x": "epsilon"} {
		if _, err := solver.Open(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", spec, err, want)
		}
	}
	if _, err := registered(t, "kariz-reorder:pairs=ids+nat").Solve(context.Background(), line(t)); err == nil || !strings.Contains(err.Error(), `no middlebox "nat"`) {
		t.Errorf("a pair of another catalogue: %v", err)
	}
	p := line(t)
	p.Network.Spare[0] = 0
	o, err := registered(t, "kariz-reorder").Solve(context.Background(), p)
	if err != nil || o.Status != solver.Unsolved || o.Order != nil || !strings.Contains(o.Reason, "none of 2 orders fits") {
		t.Errorf("%+v, %v", o, err)
	}
}
