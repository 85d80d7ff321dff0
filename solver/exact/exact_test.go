package exact_test

import (
	"math/rand/v2"
	"testing"
	"time"

	_ "qanat/kariz"
	"qanat/solver"
	_ "qanat/solver/cbc"
	"qanat/solver/exact"
	"qanat/solver/solvertest"
)

func TestConformance(t *testing.T) {
	solvertest.Run(t, func() solver.Solver { return exact.New(exact.Options{Limits: exact.Limits{Nodes: 1000}}) })
}

func TestAgreesWithCBC(t *testing.T) {
	cbc, err := solver.Open("cbc")
	if err != nil {
		t.Skip(err)
	}
	for _, test := range []struct {
		name     string
		make     func(*rand.Rand) *solver.Problem
		problems int
		left     int // how many may be left open: on any graph the fallback decides those
	}{
		{"any graph", solvertest.Random, 1000, 5},
		{"hierarchies", solvertest.Hierarchy, 1000, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			sample := solvertest.Sample{Seed: 7, Problems: test.problems, Limit: 20 * time.Second, Make: test.make}
			if testing.Short() {
				sample.Problems = 40
			}
			tallies := solvertest.Agree(t, sample, solvertest.Named{Name: "exact", Solver: exact.New(exact.Options{})},
				solvertest.Named{Name: "cbc", Solver: cbc})
			if left := sample.Problems - tallies[0].Decided(); left > test.left {
				t.Errorf("%d of %d problems were left open", left, sample.Problems)
			}
		})
	}
}
