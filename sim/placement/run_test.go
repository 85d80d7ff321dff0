package placement

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"qanat/sim"
	"qanat/solver"
	"qanat/solver/contrib"
	"qanat/topo"
)

// oneLink is a network in which chains without middleboxes are the calls of a
// telephone line with as many circuits as the link has room for.
func oneLink(t *testing.T, circuits int) Scenario {
	t.Helper()
	b := topo.NewBuilder("one link", "cpu")
	x, y := b.Node(topo.Node{Name: "x"}), b.Node(topo.Node{Name: "y"})
	b.Link(x, y, topo.Rate(circuits)*topo.Mbps)
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return Scenario{Graph: g, Catalogue: &solver.Catalogue{Resources: g.Resources}, Prices: solver.ThesisPrices(),
		Demand: topo.Mbps, Chains: 200_000, MeanInterarrival: 1, MeanLifetime: 8, Seed: 3}
}

func simulate(t *testing.T, s Scenario, observe Observer) Result {
	t.Helper()
	r, err := Run(context.Background(), s, contrib.Nearest{}, observe)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// erlangB is the share of calls that c circuits lose under an offered load of a
// erlangs (Erlang, 1917), by its recursion over c.
func erlangB(c int, a float64) float64 {
	b := 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

// TestErlang holds acceptance and utilisation against queueing theory.
func TestErlang(t *testing.T) {
	for _, circuits := range []int{4, 8, 12} {
		r := simulate(t, oneLink(t, circuits), nil)
		lost := erlangB(circuits, 8)
		if got := 1 - r.AcceptanceRatio(); math.Abs(got-lost) > 0.006 {
			t.Errorf("%d circuits: lost %.4f, Erlang B says %.4f", circuits, got, lost)
		}
		// Little's law: carried load is accepted rate times lifetime.
		if want := 8 * (1 - lost) / float64(circuits); math.Abs(r.Bandwidth-want) > 0.012 {
			t.Errorf("%d circuits: utilisation %.4f, Little's law says %.4f", circuits, r.Bandwidth, want)
		}
	}
}

// loaded is a small version of the thesis' evaluation.
func loaded(t *testing.T) Scenario {
	t.Helper()
	g, err := topo.FatTree(4, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	return Scenario{Graph: g, Catalogue: solver.Table22(), Prices: solver.ThesisPrices(), Middleboxes: []int{0, 1},
		Demand: 300 * topo.Mbps, Chains: 400, MeanInterarrival: 100, MeanLifetime: 3600, Seed: 5}
}

// TestUtilisation integrates the trace again, naively: every accepted chain is
// a rectangle over the time it stayed.
func TestUtilisation(t *testing.T) {
	for _, options := range []Options{{}, {Warmup: 7200}, {Drain: true}} {
		s := loaded(t)
		s.Options = options
		coming := newArrivals(&s)
		var calls []call
		for range s.Chains {
			calls = append(calls, coming.next())
		}
		from, to := sim.Time(options.Warmup*float64(sim.Second)), calls[len(calls)-1].at
		if options.Drain {
			to = math.MaxInt64
		}
		var cores, gone float64
		counted := 0
		r := simulate(t, s, func(i int, p *solver.Problem, o solver.Outcome, _ time.Duration) error {
			if calls[i].at >= from {
				counted++
			}
			if o.Placed() {
				leaves := calls[i].at + calls[i].lifetime
				gone = max(gone, float64(leaves))
				held := max(0, float64(min(leaves, to)-max(calls[i].at, from)))
				cores += o.Deployment.Bill(p).Resources.Float() * held
			}
			return nil
		})
		want := cores / (float64(to-from) * 20 * 16)
		if options.Drain {
			want = cores / (gone * 20 * 16)
		}
		if math.Abs(r.Resources[0]-want) > 1e-9 || r.Arrivals != counted {
			t.Errorf("%+v: %v of the cores over %d arrivals, want %v over %d", options, r.Resources[0], r.Arrivals, want, counted)
		}
		if r.Throughput <= 0.5 || r.Throughput > 1 {
			t.Errorf("instance throughput %v", r.Throughput)
		}
	}
}

func TestDeterminism(t *testing.T) {
	trace := func(seed uint64) (string, Result) {
		s := loaded(t)
		s.Seed = seed
		var b strings.Builder
		r := simulate(t, s, func(i int, p *solver.Problem, o solver.Outcome, _ time.Duration) error {
			fmt.Fprintln(&b, i, p.Chain, o.Status, o.Deployment)
			return nil
		})
		return b.String(), r
	}
	one, first := trace(1)
	two, second := trace(1)
	if one != two || !reflect.DeepEqual(first, second) {
		t.Fatal("two runs of one seed differ")
	}
	if other, _ := trace(2); one == other {
		t.Fatal("two seeds gave the same trace")
	}
}

// wrong returns deployments that leave out the last flow.
type wrong struct{}

func (wrong) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	o, err := contrib.Nearest{}.Solve(ctx, p)
	if o.Placed() {
		o.Deployment.Flows = o.Deployment.Flows[:len(o.Deployment.Flows)-1]
	}
	return o, err
}

// thief books capacity for itself.
type thief struct{}

func (thief) Solve(_ context.Context, p *solver.Problem) (solver.Outcome, error) {
	p.Network.Free[0]--
	return solver.Outcome{}, nil
}

func TestSolversAreNotBelieved(t *testing.T) {
	s := loaded(t)
	if _, err := Run(context.Background(), s, wrong{}, nil); err == nil || !strings.Contains(err.Error(), "eq. 2.6") ||
		!strings.Contains(err.Error(), "seed 5, trial 0, arrival 0") {
		t.Errorf("a broken deployment gave: %v", err)
	}
	if _, err := Run(context.Background(), s, thief{}, nil); err == nil || !strings.Contains(err.Error(), "changed the network") {
		t.Errorf("a changed network gave: %v", err)
	}
}

func TestRunsEndWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	stop := func(i int, _ *solver.Problem, _ solver.Outcome, _ time.Duration) error {
		if i == 10 {
			cancel()
		}
		return nil
	}
	if _, err := Run(ctx, loaded(t), contrib.Nearest{}, stop); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run returned %v", err)
	}
	for _, spoil := range []func(*Scenario){
		func(s *Scenario) { s.Chains = 0 },
		func(s *Scenario) { s.MeanLifetime = math.NaN() },
		func(s *Scenario) { s.Graph = oneRouter(t) },
	} {
		s := loaded(t)
		spoil(&s)
		if _, err := Run(context.Background(), s, contrib.Nearest{}, nil); err == nil {
			t.Errorf("accepted %+v", s)
		}
	}
}

func oneRouter(t *testing.T) *topo.Graph {
	t.Helper()
	b := topo.NewBuilder("no hosts", "cpu")
	b.Node(topo.Node{Name: "r", Kind: topo.Router})
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// BenchmarkOverhead is the time per arrival without the solver's own.
func BenchmarkOverhead(b *testing.B) {
	g, err := topo.FatTree(6, topo.ThesisEquipment())
	if err != nil {
		b.Fatal(err)
	}
	s := Scenario{Graph: g, Catalogue: solver.Table22(), Prices: solver.ThesisPrices(), Middleboxes: []int{0},
		Demand: topo.Mbps, Chains: b.N, MeanInterarrival: 100, MeanLifetime: 10_800, Seed: 1}
	b.ReportAllocs()
	if _, err := Run(context.Background(), s, rejects{}, nil); err != nil {
		b.Fatal(err)
	}
}

// rejects places nothing.
type rejects struct{}

func (rejects) Solve(context.Context, *solver.Problem) (solver.Outcome, error) {
	return solver.Outcome{}, nil
}
