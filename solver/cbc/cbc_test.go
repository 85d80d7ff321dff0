package cbc_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/solver"
	"qanat/solver/cbc"
	"qanat/solver/mip"
	"qanat/solver/solvertest"
)

func fresh(t *testing.T, o mip.Options) *cbc.Solver {
	t.Helper()
	s, err := cbc.New(o)
	if err != nil {
		t.Skip(err)
	}
	return s
}

// TestAgreesWithBruteForce compares both models with every placement tried.
func TestAgreesWithBruteForce(t *testing.T) {
	compare(t, solvertest.Sample{Seed: 21, Problems: 120, Limit: 5 * time.Second, Make: solvertest.Tiny},
		solvertest.Named{Name: "brute", Solver: solvertest.Brute{}})
}

// TestModelsAgree compares the model as written with the strengthened one on
// problems too large for brute force.
func TestModelsAgree(t *testing.T) {
	compare(t, solvertest.Sample{Seed: 22, Problems: 70, Limit: 5 * time.Second})
}

// compare runs both models, and others; in short mode on a tenth of the sample.
func compare(t *testing.T, s solvertest.Sample, others ...solvertest.Named) {
	if testing.Short() {
		s.Problems /= 10
	}
	tallies := solvertest.Agree(t, s, append(others,
		solvertest.Named{Name: "thesis model", Solver: fresh(t, mip.Options{})},
		solvertest.Named{Name: "strengthened model", Solver: fresh(t, mip.Options{Strengthened: true})})...)
	for _, tally := range tallies {
		if tally.Decided() < s.Problems*9/10 || tally[solver.Optimal] == 0 || tally[solver.Infeasible] == 0 {
			t.Errorf("%v of %d problems decided", tally, s.Problems)
		}
	}
}

func TestStopsWithContext(t *testing.T) {
	s := fresh(t, mip.Options{})
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s.Version() == "" {
		t.Error("no version")
	}
	if o, err := s.Solve(ctx, p); err != nil || o.Status != solver.Unsolved || o.Reason == "" {
		t.Errorf("cancelled: %+v, %v", o, err)
	}
}
