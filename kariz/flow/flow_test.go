package flow

import (
	"math/rand/v2"
	"testing"

	"qanat/topo"
)

// TestOptimalAsTextbook holds Router against Bellman-Ford augmentation: the same
// requests fit, at the same cost, and what is answered is a flow.
func TestOptimalAsTextbook(t *testing.T) {
	const seed = 1
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	fitted := 0
	for i := range 5000 {
		g, req := randomRequest(rng)
		r := NewRouter(g)
		fits := r.Route(req)
		want, wantFits := newTwin(g, req).solve(req.Demand)
		if fits != wantFits {
			t.Fatalf("request %d fits: %v, textbook %v: %+v", i, fits, wantFits, req)
		}
		if !fits {
			continue
		}
		fitted++
		flows, sinks := r.AppendFlows(nil, 0), r.AppendSinks(nil)
		checkFlow(t, g, req, flows, sinks)
		got := topo.Rate(0)
		for _, x := range flows {
			got += x.Rate
		}
		if got != want {
			t.Fatalf("request %d: %d rate-hops, textbook %d: %+v", i, got, want, req)
		}
	}
	if fitted < 1000 {
		t.Fatalf("only %d requests fit: the generator makes too few that say anything", fitted)
	}
}

// checkFlow checks capacities, supplies, room, and conservation at every node.
func checkFlow(t *testing.T, g *topo.Graph, req *Request, flows []Flow, sinks []Terminal) {
	t.Helper()
	surplus := make([]topo.Rate, len(g.Nodes)) // out less in
	used := make([]topo.Rate, len(g.Links))
	for _, x := range flows {
		surplus[g.Tail(x.Arc)] += x.Rate
		surplus[g.Head(x.Arc)] -= x.Rate
		used[x.Arc.Link()] += x.Rate
	}
	for l := range used {
		if used[l] > req.Spare[l]-req.Held[l] {
			t.Fatalf("link %d carries %d of %d", l, used[l], req.Spare[l]-req.Held[l])
		}
	}
	room, total := make([]topo.Rate, len(g.Nodes)), topo.Rate(0)
	for _, z := range req.Sinks {
		room[z.Node] = z.Rate
	}
	for _, z := range sinks {
		surplus[z.Node] += z.Rate
		total += z.Rate
		if z.Rate > room[z.Node] {
			t.Fatalf("sink %d takes %d of %d", z.Node, z.Rate, room[z.Node])
		}
	}
	for _, z := range req.Sources {
		if surplus[z.Node] < 0 || surplus[z.Node] > z.Rate {
			t.Fatalf("source %d gives %d of %d", z.Node, surplus[z.Node], z.Rate)
		}
		surplus[z.Node] = 0
	}
	for m := range surplus {
		if surplus[m] != 0 {
			t.Fatalf("node %d keeps %d", m, -surplus[m])
		}
	}
	if total != req.Demand {
		t.Fatalf("%d arrives of %d", total, req.Demand)
	}
}
