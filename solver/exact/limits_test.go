package exact_test

import (
	"context"
	"strings"
	"testing"

	"qanat/kariz"
	"qanat/solver"
	"qanat/solver/exact"
	"qanat/topo"
)

// TestLimits ends searches at once. What they say then must be true, and only
// what is missing may differ; a fallback is not asked.
func TestLimits(t *testing.T) {
	for name, limits := range map[string]exact.Limits{"nodes": {Nodes: 1}, "time": {Time: 1}} {
		t.Run(name, func(t *testing.T) {
			upper := kariz.New(kariz.Options{})
			w, full := newWorkload(t, 6, 3, 350*topo.Mbps), exact.New(exact.Options{})
			short := exact.New(exact.Options{Limits: limits, Upper: upper, Fallback: unasked{t}})
			ended := 0
			for range 150 {
				p := w.next()
				want, err := full.Solve(t.Context(), p)
				if err != nil || !want.Proven() {
					t.Fatalf("%v, %v", want.Status, err)
				}
				got, err := short.Solve(t.Context(), p)
				if err != nil {
					t.Fatal(err)
				}
				if !got.Proven() {
					ended++
				}
				mustAgree(t, p, got, want)
				if want.Placed() {
					if err := w.accept(want.Deployment); err != nil {
						t.Fatal(err)
					}
				}
			}
			if ended < 5 {
				t.Errorf("only %d searches met their limit", ended)
			}
		})
	}
}

// mustAgree demands that an outcome claims no more than another one proves.
func mustAgree(t *testing.T, p *solver.Problem, got, want solver.Outcome) {
	t.Helper()
	switch {
	case got.Proven() && (got.Status != want.Status || got.Bound != want.Bound):
		t.Errorf("%v %v, want %v %v", got.Status, got.Bound, want.Status, want.Bound)
	case got.Proven() || !want.Placed():
	case got.Bound > want.Bound:
		t.Errorf("bound %v is above the optimum, %v", got.Bound, want.Bound)
	case got.Placed() && got.Deployment.Bill(p).Total() < want.Bound:
		t.Errorf("cost %v is below the optimum, %v", got.Deployment.Bill(p).Total(), want.Bound)
	}
	if got.Placed() {
		if err := solver.Verify(p, got.Deployment); err != nil {
			t.Error(err)
		}
	}
}

// unasked is a fallback that must not be needed.
type unasked struct{ t *testing.T }

func (u unasked) Solve(context.Context, *solver.Problem) (solver.Outcome, error) {
	u.t.Error("the fallback was asked")
	return solver.Outcome{}, nil
}

func TestLimitMustBeADuration(t *testing.T) {
	for _, text := range []string{"soon", "0s", "-1s"} {
		if _, err := solver.Open("exact:limit=" + text); err == nil || !strings.Contains(err.Error(), "write a duration above zero") {
			t.Errorf("limit=%s: %v", text, err)
		}
	}
}
