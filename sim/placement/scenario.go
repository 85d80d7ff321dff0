package placement

import (
	"fmt"
	"math/rand/v2"
	"time"

	"qanat/sim"
	"qanat/solver"
	"qanat/topo"
)

// Scenario is one simulation: everything its result depends on but the solver.
type Scenario struct {
	Graph       *topo.Graph
	Catalogue   *solver.Catalogue
	Prices      solver.Prices
	Middleboxes []int     // of every chain, as indices into the catalogue
	Demand      topo.Rate // of every chain
	Chains      int       // arrivals to simulate, at least 1
	// Means of the exponential distributions, in seconds.
	MeanInterarrival, MeanLifetime float64
	Seed                           uint64
	Trial                          int
	Options                        Options
}

// Options are readings of what section 2.5.1 leaves open, and the clock. The
// zero value is the default reading, without timing.
type Options struct {
	// Warmup leaves out, in seconds, the beginning: chains that arrive earlier
	// are placed but not counted, and utilisation is averaged from then on.
	Warmup float64
	// Drain averages utilisation until the last chain has left instead of until
	// the last arrival.
	Drain bool
	// AnyEndpoint lets chains start and end at every node, switches included.
	AnyEndpoint bool
	// Trust skips the verification of deployments.
	Trust bool
	// Clock reads a stopwatch around each call of the solver; nil for none.
	Clock func() time.Duration
}

// check reports what makes the scenario meaningless.
func (s *Scenario) check() error {
	switch {
	case s.Chains < 1:
		return fmt.Errorf("placement: %d chains: simulate at least one", s.Chains)
	case !(s.MeanInterarrival > 0) || !(s.MeanLifetime > 0):
		return fmt.Errorf("placement: means of %v s between arrivals and %v s of lifetime: both must be positive",
			s.MeanInterarrival, s.MeanLifetime)
	case len(s.endpoints()) < 2:
		return fmt.Errorf("placement: network %s has fewer than two hosts: chains need a source and a different target", s.Graph.Name)
	}
	return nil
}

// endpoints returns the nodes at which chains start and end.
func (s *Scenario) endpoints() []int {
	if !s.Options.AnyEndpoint {
		return s.Graph.Hosts()
	}
	all := make([]int, len(s.Graph.Nodes))
	for m := range all {
		all[m] = m
	}
	return all
}

// call is one arrival: a chain's endpoints and its times.
type call struct {
	at, lifetime   sim.Time
	source, target int
}

// arrivals draws the chains one by one. Each quantity has its own random
// stream.
type arrivals struct {
	s                        *Scenario
	nodes                    []int
	gaps, lifetimes, corners *rand.Rand
	now                      sim.Time
}

func newArrivals(s *Scenario) *arrivals {
	stream := func(name string) *rand.Rand { return sim.Stream(s.Seed, s.Trial, name) }
	return &arrivals{s: s, nodes: s.endpoints(),
		gaps: stream("interarrival times"), lifetimes: stream("lifetimes"), corners: stream("endpoints")}
}

func (a *arrivals) next() call {
	a.now += exponential(a.gaps, a.s.MeanInterarrival)
	from := a.corners.IntN(len(a.nodes))
	to := (from + 1 + a.corners.IntN(len(a.nodes)-1)) % len(a.nodes)
	return call{at: a.now, lifetime: exponential(a.lifetimes, a.s.MeanLifetime), source: a.nodes[from], target: a.nodes[to]}
}

// exponential draws a time with a mean in seconds.
func exponential(rng *rand.Rand, mean float64) sim.Time {
	return sim.Time(rng.ExpFloat64() * mean * float64(sim.Second))
}
