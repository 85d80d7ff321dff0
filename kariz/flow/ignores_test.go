package flow

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// TestIgnoredLeavesChangeNothing adds every leaf that a request is said to ignore
// and wants the same answer, to the order of its parts.
func TestIgnoredLeavesChangeNothing(t *testing.T) {
	const seed = 4
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	type answer struct {
		fits           bool
		flows          [2][]Flow
		through, sinks []Terminal
	}
	ask := func(r *Router, req *Request) answer {
		fits := r.Route(req)
		return answer{fits, [2][]Flow{r.AppendFlows(nil, 0), r.AppendFlows(nil, 1)},
			r.AppendThrough(nil), r.AppendSinks(nil)}
	}
	ignored := 0
	for i := range 20000 {
		g, req := randomRequest(rng)
		if i%2 == 0 {
			req.Through = []Terminal{{rng.IntN(len(g.Nodes)), req.Demand}}
		}
		terminals := slices.Concat(req.Sources, req.Through, req.Sinks)
		for m := range g.Nodes {
			r := NewRouter(g)
			before := ask(r, req)
			if slices.ContainsFunc(terminals, func(z Terminal) bool { return z.Node == m }) || !r.Ignores(m) {
				continue
			}
			ignored++
			more, leaf := *req, Terminal{m, 1 + req.Demand}
			if len(req.Through) > 0 {
				more.Through = append(slices.Clone(req.Through), leaf)
			} else {
				more.Sinks = append(slices.Clone(req.Sinks), leaf)
			}
			if after := ask(r, &more); !reflect.DeepEqual(before, after) {
				t.Fatalf("request %d, leaf %d: %+v before, %+v after", i, m, before, after)
			}
		}
	}
	if ignored < 1000 {
		t.Fatalf("only %d leaves were ignored", ignored)
	}
}
