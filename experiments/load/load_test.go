package load

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/solver"
	"qanat/topo"
)

func TestFillTakesTheShare(t *testing.T) {
	g, err := topo.FatTree(6, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	const seed = 5
	t.Logf("seed %d", seed)
	n, err := Fill(g, Half, rand.New(rand.NewPCG(seed, 0)))
	if err != nil {
		t.Fatal(err)
	}
	free := int64(0)
	for _, h := range g.Hosts() {
		if n.FreeAt(h)[0] < 0 {
			t.Fatalf("host %d has %d cores", h, n.FreeAt(h)[0])
		}
		free += n.FreeAt(h)[0]
	}
	for l, spare := range n.Spare {
		if spare < 0 {
			t.Fatalf("link %d has %v", l, spare)
		}
	}
	if total := int64(54 * 20); free < total/2-11 || free > total/2 {
		t.Errorf("%d of %d cores are free", free, total)
	}
	for _, p := range Problems(n, 3, 350*topo.Mbps, 50, rand.New(rand.NewPCG(seed, 1))) {
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
	}
}

// slow answers only when its time is up.
type slow struct{}

func (slow) Solve(ctx context.Context, _ *solver.Problem) (solver.Outcome, error) {
	<-ctx.Done()
	return solver.Outcome{}, nil
}

func TestLimits(t *testing.T) {
	problems := make([]*solver.Problem, 1000)
	answers, err := Time(t.Context(), slow{}, problems, Limits{PerProblem: time.Millisecond, Total: 20 * time.Millisecond})
	if err != nil || len(answers) == 0 || len(answers) > 30 || !answers[0].Cut {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Time(ctx, slow{}, problems, Limits{PerProblem: time.Hour}); err != context.Canceled {
		t.Fatalf("interrupted: %v", err)
	}
}
