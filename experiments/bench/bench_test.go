package bench

import (
	"context"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"qanat/experiments/load"
	"qanat/experiments/record"
	"qanat/solver"
	"qanat/solver/contrib"
	"qanat/topo"
)

// patient is the nearest placement, which it claims to be optimal, or an endless
// search on all but the network that tells whether a solver works.
type patient struct{ endless bool }

func (s patient) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if s.endless && len(p.Network.Graph.Nodes) > 10 {
		<-ctx.Done()
		return solver.Outcome{}, nil
	}
	o, err := contrib.Nearest{}.Solve(ctx, p)
	if o.Placed() {
		o.Status, o.Bound = solver.Optimal, o.Deployment.Bill(p).Total()
	}
	return o, err
}

func init() {
	for name, s := range map[string]patient{"exact": {}, "endless": {endless: true}, "swift": {}} {
		solver.Register(solver.Entry{Name: name, New: func(map[string]string) (solver.Solver, error) { return s, nil }})
	}
}

func problems(t *testing.T, n int) []*solver.Problem {
	t.Helper()
	g, err := topo.FatTree(4, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	return load.Problems(solver.NewNetwork(g), 1, 200*topo.Mbps, n, rand.New(rand.NewPCG(1, 2)))
}

// TestPeersAreCutOff: a peer that never answers costs its limit per problem, and
// no problem begins after the budget.
func TestPeersAreCutOff(t *testing.T) {
	s := &suite{Config: Config{PeerLimit: 20 * time.Millisecond, PeerBudget: 50 * time.Millisecond, Text: new(strings.Builder)}}
	if err := s.peer(t.Context(), "exact", "endless", problems(t, 100), 1); err != nil {
		t.Fatal(err)
	}
	r := s.rows[0]
	if !strings.Contains(r.Peer, "cut off at 20ms on") || r.pass() != "yes" || r.PeerValue < 40 || r.PeerValue > 5000 {
		t.Errorf("%+v", r)
	}
}

func TestPeersMeetTheSameProblems(t *testing.T) {
	s := &suite{Config: Config{PeerLimit: time.Second, PeerBudget: time.Minute, Text: new(strings.Builder)}}
	if err := s.peer(t.Context(), "exact", "swift", problems(t, 20), 1e9); err != nil {
		t.Fatal(err)
	}
	if r := s.rows[0]; r.Peer != "swift on the same 20 arrivals" || r.pass() != "no" {
		t.Errorf("%+v", r)
	}
}

func TestInterleave(t *testing.T) {
	p := problems(t, 5)
	got := interleave([][]*solver.Problem{{p[0], p[1], p[2]}, {p[3]}, {p[4]}})
	for i, want := range []int{0, 3, 4, 1, 2} {
		if got[i] != p[want] {
			t.Fatalf("place %d", i)
		}
	}
}

func TestTable(t *testing.T) {
	rows := []Row{
		{Metric: "mean", Value: 0.25, Unit: "ms", Target: atMost(0.5)},
		{Metric: "against", Value: 2, Unit: "ms", Peer: "cbc", PeerValue: 30, Ratio: 15, Target: atLeast(20)},
		{Metric: "no target", Value: math.NaN(), Unit: "%"},
	}
	lines, err := csv.NewReader(strings.NewReader(string(table(rows, record.Provenance{Commit: "abc", Dirty: true})))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"mean,0.25,ms,,,,<= 0.5,yes,abc+changes", "against,2,ms,cbc,30,15,>= 20,no,abc+changes", "no target,,%,,,,-,-,abc+changes"} {
		if got := strings.Join(lines[i+1][:9], ","); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
