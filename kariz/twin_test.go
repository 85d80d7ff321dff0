package kariz

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"qanat/solver"
	"qanat/solver/solvertest"
	"qanat/topo"
)

// naiveBest tries every candidate: each layer, each node, each delta. It is what
// best-action is by definition.
func naiveBest(r *run) (*Action, bool) {
	var best Action
	found := false
	first, last := r.layersToImprove()
	for v := first; v <= last; v++ {
		r.lift(v)
		for m := range r.p.Network.Graph.Nodes {
			for _, d := range slices.Clone(r.deltasAt(v, r.allocated(v, m), r.room(v, m))) {
				r.naiveEvaluate(&candidate{position: v, node: m, delta: d}, &best, &found)
			}
		}
		r.put(v)
	}
	return &best, found
}

// naiveEvaluate tries add, and open with M as section 2.4.2 builds it, trying
// every removal.
func (r *run) naiveEvaluate(c *candidate, best *Action, found *bool) {
	rest := r.cost - r.lifted(c.position)
	rooms := r.roomsWith(nil, c)
	cost, fits := r.try(c.position, rooms)
	if !fits {
		return
	}
	if r.options.Actions != "open" {
		r.consider(Add, c, nil, rest+cost, best, found)
	}
	var closed []int
	left := c.delta
	for r.options.Actions != "add" {
		next, lowest := -1, cost
		smallest := topo.Rate(-1)
		for m, z := range r.layers[c.position].sites {
			fitsDelta := z.Rate < left || z.Rate == left && !r.options.Strict
			if z.Node == c.node || slices.Contains(closed, z.Node) || !fitsDelta {
				continue
			}
			if r.options.Greedy == "smallest" && smallest >= 0 && z.Rate >= smallest {
				continue
			}
			smallest = z.Rate
			without := slices.Clone(rooms)
			without[m].Rate = 0
			now, fits := r.try(c.position, without)
			switch {
			case r.options.Greedy == "smallest":
				next, lowest = -1, cost
				fallthrough
			default:
				if fits && now < lowest {
					next, lowest = m, now
				}
			}
		}
		if next < 0 {
			break
		}
		cost = lowest
		rooms[next].Rate = 0
		left -= r.layers[c.position].sites[next].Rate
		closed = append(closed, rooms[next].Node)
	}
	if len(closed) > 0 {
		r.consider(Open, c, closed, rest+cost, best, found)
	}
}

// twins solves problems twice, with the quick search and the naive one, and
// wants the same steps and deployments.
type twins struct {
	quick, naive *Solver
	steps        [2][]string
	actions      int
}

func newTwins(o Options) *twins {
	w := &twins{quick: New(o), naive: New(o)}
	w.naive.run.best = naiveBest
	for i, s := range []*Solver{w.quick, w.naive} {
		s.Observe = func(step Step) {
			text := fmt.Sprint(step.Kind, step.Position, step.Cost)
			// What a Stopped step says it tried last depends on the bounds.
			if step.Kind == Improved {
				text += fmt.Sprintf(" %+v", *step.Action)
				w.actions++
			}
			w.steps[i] = append(w.steps[i], text)
		}
	}
	return w
}

func (w *twins) solve(t *testing.T, p *solver.Problem) solver.Outcome {
	t.Helper()
	w.steps = [2][]string{}
	quick, err := w.quick.Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	naive, err := w.naive.Solve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(w.steps[0], w.steps[1]) || !reflect.DeepEqual(quick, naive) {
		t.Fatalf("quick and naive search differ on %+v:\n%q\n%q", p.Chain, w.steps[0], w.steps[1])
	}
	return quick
}

// variants are options under which the twins must agree.
func variants() []Options {
	var all []Options
	for _, change := range []func(*Options){
		func(*Options) {},
		func(o *Options) { o.Epsilon = 0 },
		func(o *Options) { o.Epsilon = 4; o.Ties = "last" },
		func(o *Options) { o.Delta = "offerings"; o.Strict = true; o.Epsilon = 1 },
		func(o *Options) { o.Actions = "open"; o.Greedy = "smallest"; o.Epsilon = 1 },
		func(o *Options) { o.Actions = "add"; o.Reroute = "sequential"; o.Epsilon = 1 },
	} {
		o := Defaults()
		change(&o)
		all = append(all, o)
	}
	return all
}

func TestTwinsOnRandomProblems(t *testing.T) {
	const seed = 7
	t.Logf("seed %d", seed)
	problems := 300
	if testing.Short() {
		problems = 100
	}
	for _, o := range variants() {
		t.Run(o.String(), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 0))
			w := newTwins(o)
			for range problems {
				w.solve(t, solvertest.Random(rng))
			}
			t.Logf("%d actions", w.actions/2)
		})
	}
}

func TestTwinsOnLoadedFatTree(t *testing.T) {
	const seed = 3
	t.Logf("seed %d", seed)
	arrivals := 150
	if testing.Short() {
		arrivals = 20
	}
	for _, o := range variants() {
		for length := 1; length <= 4; length++ {
			t.Run(fmt.Sprintf("len-%d,%v", length, o), func(t *testing.T) {
				w := newTwins(o)
				n := load(t, 4, 9)
				rng := rand.New(rand.NewPCG(seed, uint64(length)))
				for range arrivals {
					w.solve(t, randomChain(rng, n, length, topo.Rate(200+50*rng.IntN(7))*topo.Mbps))
				}
				t.Logf("%d actions", w.actions/2)
			})
		}
	}
}

// load returns a fat tree of which chance has taken much.
func load(t *testing.T, k int, seed uint64) *solver.Network {
	t.Helper()
	g, err := topo.FatTree(k, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	n := solver.NewNetwork(g)
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range n.Free {
		n.Free[i] -= rng.Int64N(n.Free[i] + 1)
	}
	for i := range n.Spare {
		n.Spare[i] -= topo.Rate(rng.IntN(19)) * 100 * topo.Mbps
	}
	return n
}

func randomChain(rng *rand.Rand, n *solver.Network, length int, demand topo.Rate) *solver.Problem {
	hosts := n.Graph.Hosts()
	from := rng.IntN(len(hosts))
	to := (from + 1 + rng.IntN(len(hosts)-1)) % len(hosts)
	return &solver.Problem{Network: n, Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Chain: solver.Chain{Source: hosts[from], Target: hosts[to], Middleboxes: []int{0, 1, 2, 3}[:length], Demand: demand}}
}
