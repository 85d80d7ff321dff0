package reduction_test

import (
	"context"
	"testing"
	"time"

	"qanat/solver"
	"qanat/solver/cbc"
	"qanat/solver/mip"
	"qanat/solver/reduction"
	"qanat/topo"
)

func exact(t *testing.T) solver.Solver {
	t.Helper()
	s, err := cbc.New(mip.Options{Strengthened: true, TimeLimit: 10 * time.Second})
	if err != nil {
		t.Skip(err)
	}
	return s
}

// figure22 is a graph with the properties that the caption of Fig. 2.2 states:
// six nodes, of which 1 and 5 dominate two others each.
func figure22(t *testing.T) reduction.Graph {
	t.Helper()
	g, err := reduction.NewGraph(6, [2]int{0, 1}, [2]int{0, 2}, [2]int{1, 2}, [2]int{2, 3}, [2]int{3, 4}, [2]int{4, 5}, [2]int{3, 5})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestFigure22 expects a flow of 3 from s to each of the nodes 1 and 5, and of
// 1 to the nodes they dominate and from every node to t, at cost 3*6+2.
func TestFigure22(t *testing.T) {
	g := figure22(t)
	p, err := reduction.Problem(g)
	if err != nil {
		t.Fatal(err)
	}
	d, err := reduction.Deployment(p, g, 1<<0|1<<4)
	if err != nil {
		t.Fatal(err)
	}
	if err := solver.Verify(p, d); err != nil {
		t.Error(err)
	}
	if cost := d.Bill(p).Total(); cost != 20*solver.Unit {
		t.Errorf("cost %v", cost)
	}
	carried := map[string]topo.Rate{}
	for _, x := range d.Flows {
		network := p.Network.Graph
		carried[network.Nodes[network.Tail(x.Arc)].Name+">"+network.Nodes[network.Head(x.Arc)].Name] += x.Rate / topo.Mbps
	}
	for link, want := range map[string]topo.Rate{"s>v1": 3, "s>v5": 3, "v1>v2": 1, "v1>v3": 1, "v5>v4": 1, "v5>v6": 1,
		"v1>t": 1, "v2>t": 1, "v3>t": 1, "v4>t": 1, "v5>t": 1, "v6>t": 1} {
		if carried[link] != want {
			t.Errorf("%s carries %d, want %d", link, carried[link], want)
		}
		delete(carried, link)
	}
	if len(carried) > 0 {
		t.Errorf("traffic elsewhere: %v", carried)
	}
	if o, err := exact(t).Solve(context.Background(), p); err != nil || o.Status != solver.Optimal || o.Bound != 20*solver.Unit {
		t.Errorf("optimum: %+v, %v", o, err)
	}
}

func TestSetsOfKnownGraphs(t *testing.T) {
	for _, c := range []struct {
		name  string
		nodes int
		edges [][2]int
		want  int
	}{
		{"no edges", 4, nil, 4},
		{"star", 5, [][2]int{{0, 1}, {0, 2}, {0, 3}, {0, 4}}, 1},
		{"cycle of 7: a third, rounded up", 7, [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 0}}, 3},
		{"Petersen graph", 10, [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}, {0, 5}, {1, 6}, {2, 7}, {3, 8}, {4, 9},
			{5, 7}, {7, 9}, {9, 6}, {6, 8}, {8, 5}}, 3},
	} {
		g, err := reduction.NewGraph(c.nodes, c.edges...)
		if err != nil {
			t.Fatal(err)
		}
		if s := g.MinimumDominatingSet(); s.Size() != c.want || g.Undominated(s) != 0 {
			t.Errorf("%s: %b, want size %d", c.name, s, c.want)
		}
	}
}

// TestClaimHolds is the experiment: cost 3n+k if and only if k dominate.
func TestClaimHolds(t *testing.T) {
	c := reduction.Config{Graphs: 100, MinNodes: 1, MaxNodes: 8, Seed: 41}
	if testing.Short() {
		c.Graphs, c.MaxNodes = 20, 6
	}
	t.Logf("seed %d", c.Seed)
	rows, err := reduction.Run(context.Background(), exact(t), c)
	if err != nil || len(rows) != c.Graphs {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	detours := 0
	for _, row := range rows {
		if !row.Agrees {
			t.Errorf("%+v", row)
		}
		if !row.FirewallsDominate {
			detours++
		}
	}
	t.Logf("in %d optima of %d a detour takes the place of a firewall", detours, len(rows))
}

// expensive is a solver that claims Lemma 1's deployment for the set of all
// nodes to be optimal.
type expensive struct{}

func (expensive) Solve(_ context.Context, p *solver.Problem) (solver.Outcome, error) {
	g := make(reduction.Graph, len(p.Network.Graph.Nodes)-2)
	d, err := reduction.Deployment(p, g, 1<<len(g)-1)
	return solver.Outcome{Status: solver.Optimal, Deployment: d, Bound: d.Bill(p).Total()}, err
}

func TestDearOptimaDoNotAgree(t *testing.T) {
	rows, err := reduction.Run(context.Background(), expensive{}, reduction.Config{Graphs: 50, MinNodes: 3, MaxNodes: 6, Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Agrees != (row.Dominance == row.Nodes) {
			t.Errorf("%+v", row)
		}
	}
}
