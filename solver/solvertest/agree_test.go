package solvertest

import (
	"math/rand/v2"
	"testing"

	"qanat/solver"
)

// TestContradictions compares what solvers may say of one problem with its
// optimum.
func TestContradictions(t *testing.T) {
	var p *solver.Problem
	var optimum solver.Outcome
	for rng := rand.New(rand.NewPCG(71, 0)); optimum.Status != solver.Optimal || optimum.Bound == 0; {
		p = Tiny(rng)
		optimum, _ = Brute{}.Solve(t.Context(), p)
	}
	feasible := solver.Outcome{Status: solver.Feasible, Deployment: optimum.Deployment}
	for _, c := range []struct {
		name  string
		other solver.Outcome
		fails bool
	}{
		{"nothing", solver.Outcome{}, false},
		{"the same", optimum, false},
		{"no bound", feasible, false},
		{"a lower bound", solver.Outcome{Bound: optimum.Bound - 1}, false},
		{"a bound too high", solver.Outcome{Bound: optimum.Bound + 1}, true},
		{"infeasible", solver.Outcome{Status: solver.Infeasible}, true},
	} {
		for _, pair := range [][]solver.Outcome{{optimum, c.other}, {c.other, optimum}} {
			if a, b := contradiction(p, pair); (a != b) != c.fails {
				t.Errorf("%s: %d contradicts %d", c.name, a, b)
			}
		}
	}
}

// TestSimplex solves programs with known answers.
func TestSimplex(t *testing.T) {
	for _, c := range []struct {
		name     string
		lp       program
		feasible bool
		want     string // x0
	}{
		{"x + y = 3, min x + 2y", program{[]int64{1, 2}, [][]int64{{1, 1}}, []int64{3}}, true, "3"},
		{"2x - y = -1, x + y = 1", program{[]int64{1, 1}, [][]int64{{2, -1}, {1, 1}}, []int64{-1, 1}}, true, "0"},
		{"3x = 1", program{[]int64{1}, [][]int64{{3}}, []int64{1}}, true, "1/3"},
		{"the same row twice", program{[]int64{-1, 0}, [][]int64{{1, 1}, {1, 1}}, []int64{2, 2}}, true, "2"},
		{"x = -1", program{[]int64{1}, [][]int64{{1}}, []int64{-1}}, false, ""},
		{"x = 1 and x = 2", program{[]int64{0}, [][]int64{{1}, {1}}, []int64{1, 2}}, false, ""},
	} {
		x, feasible := c.lp.solve()
		if feasible != c.feasible || feasible && x[0].RatString() != c.want {
			t.Errorf("%s: %v %v", c.name, x, feasible)
		}
	}
}
