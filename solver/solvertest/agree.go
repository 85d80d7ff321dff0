package solvertest

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/solver"
)

// Sample says on which problems Agree compares solvers.
type Sample struct {
	Seed     uint64
	Problems int
	// Limit is the time each solver gets for each problem; without one a test
	// can hang, since lp_solve does.
	Limit time.Duration
	// Make draws a problem; nil stands for Random.
	Make func(*rand.Rand) *solver.Problem
}

// Named is a solver with the name that failures call it by.
type Named struct {
	Name string
	solver.Solver
}

// Tally counts how one solver's searches ended, by solver.Status.
type Tally [4]int

// Decided is the number of problems solved to a proof.
func (t Tally) Decided() int { return t[solver.Optimal] + t[solver.Infeasible] }

// Agree gives the same problems to all solvers and fails the test where two
// answers contradict each other: where one proves a bound above the cost of
// another's deployment, or infeasible what another placed. Hence two optima are
// equal, and an answer cut short by the limit still counts. Every outcome also
// passes Check. The tallies are in the order of the solvers.
func Agree(t *testing.T, s Sample, solvers ...Named) []Tally {
	t.Helper()
	t.Logf("seed %d, %d problems", s.Seed, s.Problems)
	if s.Make == nil {
		s.Make = Random
	}
	rng := rand.New(rand.NewPCG(s.Seed, 0))
	tallies := make([]Tally, len(solvers))
	for i := range s.Problems {
		p := s.Make(rng)
		outcomes := make([]solver.Outcome, len(solvers))
		for k := range solvers {
			outcomes[k] = limited(t, s.Limit, p, solvers[k])
			tallies[k][outcomes[k].Status]++
		}
		if a, b := contradiction(p, outcomes); a != b {
			t.Errorf("problem %d: %s and %s contradict each other:\n%s\n%s", i, solvers[a].Name, solvers[b].Name,
				summary(p, outcomes[a]), summary(p, outcomes[b]))
		}
	}
	for k := range solvers {
		t.Logf("%s: %d optimal, %d infeasible, %d feasible, %d unsolved", solvers[k].Name, tallies[k][solver.Optimal],
			tallies[k][solver.Infeasible], tallies[k][solver.Feasible], tallies[k][solver.Unsolved])
	}
	return tallies
}

func limited(t *testing.T, limit time.Duration, p *solver.Problem, s Named) solver.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	o, err := s.Solve(ctx, p)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	Check(t, p, o)
	return o
}

// contradiction returns two outcomes of which the first proves what the second
// disproves, or the same index twice.
func contradiction(p *solver.Problem, outcomes []solver.Outcome) (proof, counterexample int) {
	for a := range outcomes {
		for b := range outcomes {
			if !outcomes[b].Placed() {
				continue
			}
			if outcomes[a].Status == solver.Infeasible || outcomes[a].Bound > outcomes[b].Deployment.Bill(p).Total() {
				return a, b
			}
		}
	}
	return 0, 0
}

func summary(p *solver.Problem, o solver.Outcome) string {
	text := o.Status.String() + ", bound " + o.Bound.String()
	if o.Placed() {
		text += ", cost " + o.Deployment.Bill(p).Total().String()
	}
	return text + " " + o.Reason
}
