package external

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/solver/solvertest"
)

// solved is a tiny problem with its optimum.
func solved(t testing.TB) (*solver.Problem, solver.Outcome) {
	t.Helper()
	rng := rand.New(rand.NewPCG(81, 0))
	for {
		p := solvertest.Tiny(rng)
		o, err := solvertest.Brute{}.Solve(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if o.Status == solver.Optimal && len(o.Deployment.Instances) > 0 && len(o.Deployment.Flows) > 0 {
			return p, o
		}
	}
}

// TestOverflowingAnswers offers amounts whose sums wrap around to small ones.
func TestOverflowingAnswers(t *testing.T) {
	p, _ := solved(t)
	for _, text := range []string{
		`{"deployment":{"instances":[{"node":0,"position":1,"offering":0,"count":4611686018427387904}]}}`,
		`{"deployment":{"allocations":[{"node":0,"position":1,"rate_kbps":9223372036854775807}]}}`,
		`{"deployment":{"flows":[{"type":0,"arc":0,"rate_kbps":9223372036854775807}]}}`,
	} {
		if _, err := read(p, &capped{kept: []byte(text)}); err == nil || !strings.Contains(err.Error(), "at most") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzAnswer expects of any output an error, or an outcome that fits the
// network at a cost not below the optimum.
func FuzzAnswer(f *testing.F) {
	p, optimum := solved(f)
	good, err := json.Marshal(map[string]any{"status": optimum.Status, "deployment": optimum.Deployment})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"status":"infeasible","reason":"too tight"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := read(p, &capped{kept: data, most: mostOutput})
		if err != nil || !o.Placed() {
			return
		}
		if err := p.Network.Clone().Reserve(p, o.Deployment); err != nil {
			t.Error(err)
		}
		if cost := o.Deployment.Bill(p).Total(); cost < optimum.Bound {
			t.Errorf("cost %v is below the optimum %v", cost, optimum.Bound)
		}
	})
}
