//go:build lpsolve

package lpsolve_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"qanat/solver"
	"qanat/solver/cbc"
	"qanat/solver/lpsolve"
	"qanat/solver/mip"
	"qanat/solver/solvertest"
)

func fresh(t *testing.T, o mip.Options) *lpsolve.Solver {
	t.Helper()
	s, err := lpsolve.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestAgreesWithBruteForce compares both models with every placement tried.
func TestAgreesWithBruteForce(t *testing.T) {
	sample := solvertest.Sample{Seed: 11, Problems: 1000, Limit: 2 * time.Second, Make: solvertest.Tiny}
	if testing.Short() {
		sample.Problems = 40
	}
	tallies := solvertest.Agree(t, sample,
		solvertest.Named{Name: "brute", Solver: solvertest.Brute{}},
		solvertest.Named{Name: "thesis model", Solver: fresh(t, mip.Options{})},
		solvertest.Named{Name: "strengthened model", Solver: fresh(t, mip.Options{Strengthened: true})})
	enoughDecided(t, sample, tallies)
}

func TestAgreesWithCBC(t *testing.T) {
	other, err := cbc.New(mip.Options{Strengthened: true})
	if err != nil {
		t.Skip(err)
	}
	sample := solvertest.Sample{Seed: 12, Problems: 100, Limit: 2 * time.Second}
	if testing.Short() {
		sample.Problems = 20
	}
	tallies := solvertest.Agree(t, sample,
		solvertest.Named{Name: "cbc", Solver: other},
		solvertest.Named{Name: "thesis model", Solver: fresh(t, mip.Options{})},
		solvertest.Named{Name: "strengthened model", Solver: fresh(t, mip.Options{Strengthened: true})})
	enoughDecided(t, sample, tallies)
}

// enoughDecided keeps agreement from being empty: a solver that decides nothing
// contradicts nobody.
func enoughDecided(t *testing.T, s solvertest.Sample, tallies []solvertest.Tally) {
	t.Helper()
	for _, tally := range tallies {
		if tally.Decided() < s.Problems*9/10 || tally[solver.Optimal] == 0 || tally[solver.Infeasible] == 0 {
			t.Errorf("%v of %d problems decided", tally, s.Problems)
		}
	}
}

// TestStopsWithContext cancels a search that has only just begun, and expects
// the next one to work.
func TestStopsWithContext(t *testing.T) {
	s := fresh(t, mip.Options{})
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o, err := s.Solve(ctx, p)
	if err != nil || o.Status != solver.Unsolved || !strings.Contains(o.Reason, "stopped") {
		t.Errorf("cancelled: %+v, %v", o, err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if o, err = s.Solve(ctx, p); err != nil || o.Status == solver.Unsolved {
		t.Errorf("afterwards: %+v, %v", o, err)
	}
	if !strings.HasPrefix(s.Version(), "lp_solve 5.5") {
		t.Errorf("version %q", s.Version())
	}
}
