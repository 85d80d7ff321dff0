//go:build lpsolve

package lpsolve

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"qanat/solver"
	"qanat/solver/mip"
	"qanat/solver/solvertest"
	"qanat/topo"
)

// TestDeadWorkerIsReplaced kills the worker, as a crash of lp_solve would.
func TestDeadWorkerIsReplaced(t *testing.T) {
	s, err := New(mip.Options{TimeLimit: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	solve := func() solver.Outcome {
		o, err := s.Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	before := solve()
	s.worker.process.Kill()
	if o := solve(); o.Status != solver.Unsolved || !strings.Contains(o.Reason, "ended its process") {
		t.Errorf("with a dead worker: %+v", o)
	}
	if after := solve(); after.Status != before.Status || after.Bound != before.Bound || before.Status == solver.Unsolved {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// TestLimitLeavesABound stops a search that takes lp_solve far longer, by its
// own limit and by a deadline, and expects the relaxation's bound.
func TestLimitLeavesABound(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for lp_solve to reach its limit of one second")
	}
	g, err := topo.FatTree(6, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	p := &solver.Problem{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Chain: solver.Chain{Source: 0, Target: 53, Middleboxes: []int{0, 1, 2, 3}, Demand: 350 * topo.Mbps}}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	for limit, ctx := range map[time.Duration]context.Context{time.Second: context.Background(), 0: ctx} {
		s, err := New(mip.Options{TimeLimit: limit})
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Solve(ctx, p)
		if err != nil || o.Bound == 0 || o.Status == solver.Infeasible {
			t.Errorf("limit %v: %+v, %v", limit, o, err)
		}
		t.Logf("limit %v: %v, bound %v %s", limit, o.Status, o.Bound, o.Reason)
		s.Close()
	}
}
