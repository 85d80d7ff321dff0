package exact_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"testing"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/solver/exact"
	"qanat/topo"
)

// TestMemoryIsReused solves arrivals with one solver, whose memory serves one after
// the other, and each with a new one, and looks at arguments again after the next.
func TestMemoryIsReused(t *testing.T) {
	w, used := newWorkload(t, 6, 3, 350*topo.Mbps), open(t).(*exact.Solver)
	arrivals := 300
	if testing.Short() {
		arrivals = 100
	}
	var last *certificate.Argument
	text := written(t, last)
	for i := range arrivals {
		p, before := w.next(), used.Effort
		o, argument := prove(t, used, p)
		fresh := open(t).(*exact.Solver)
		other, _ := prove(t, fresh, p)
		steps := exact.Effort{Nodes: used.Effort.Nodes - before.Nodes, Rounds: used.Effort.Rounds - before.Rounds, Pivots: used.Effort.Pivots - before.Pivots}
		if !reflect.DeepEqual(o, other) || steps != fresh.Effort {
			t.Fatalf("arrival %d: %v at %v in %+v, by a new solver %v at %v in %+v", i, o.Status, o.Bound, steps, other.Status, other.Bound, fresh.Effort)
		}
		if now := written(t, last); !bytes.Equal(now, text) {
			t.Fatalf("arrival %d changed the argument of the one before", i)
		}
		last, text = argument, written(t, argument)
		if o.Placed() {
			if err := w.accept(o.Deployment); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func prove(t *testing.T, s *exact.Solver, p *solver.Problem) (solver.Outcome, *certificate.Argument) {
	t.Helper()
	o, argument, err := s.Prove(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return o, argument
}

// written is what a file would hold of an argument.
func written(t *testing.T, a *certificate.Argument) []byte {
	t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
