package exact

import (
	"context"
	"math"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// Limits end a search that takes too long, the same way on every machine.
type Limits struct {
	Nodes  int // of the search tree, for one chain
	Rounds int // of column generation, for one chain
}

// Options adjust a Solver. The zero value is the default.
type Options struct {
	Limits Limits
	// Upper, if not nil, provides a first deployment to be improved on.
	Upper solver.Solver
	// Fallback, if not nil, decides what this package's methods do not.
	Fallback solver.Solver
}

// Solver finds optimal deployments.
type Solver struct {
	options Options
	land    *terrain
	recipe  *recipe
	router  router
	Stats   Stats
}

// Stats is for measuring.
type Stats struct{ Nodes, Rounds, Pivots int }

// New returns a solver.
func New(o Options) *Solver {
	if o.Limits.Nodes == 0 {
		o.Limits.Nodes = 100_000
	}
	if o.Limits.Rounds == 0 {
		o.Limits.Rounds = 1_000_000
	}
	return &Solver{options: o}
}

// Solve implements solver.Solver.
func (s *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if err := p.Validate(); err != nil {
		return solver.Outcome{}, err
	}
	if s.land == nil || s.land.graph != p.Network.Graph {
		s.land = survey(p.Network.Graph)
	}
	if s.recipe == nil || !s.recipe.fits(p, s.land.most) {
		if s.recipe = newRecipe(p, s.land.most); s.recipe == nil {
			return solver.Outcome{Reason: "too many combinations of instances"}, nil
		}
	}
	in := newInstance(p, s.land, s.recipe)
	if lack := in.lack(); lack != "" {
		return solver.Outcome{Status: solver.Infeasible, Method: "reject", Reason: lack}, nil
	}
	s.router.reset(p.Network, s.land, &p.Chain, nil)
	if !s.router.send(in.demand) {
		return solver.Outcome{Status: solver.Infeasible, Method: "reject", Reason: "the links between source and target lack capacity"}, nil
	}
	floor := in.cover + p.Prices.Bandwidth(topo.Rate(s.router.hops))
	if split, ok := in.split(); ok {
		return solver.Outcome{Status: solver.Optimal, Deployment: in.fromSplit(&s.router, split), Bound: floor, Method: "split"}, nil
	}
	return s.search(ctx, in, floor)
}

// search decides what the quick tests left open. floor is a bound already
// proven.
func (s *Solver) search(ctx context.Context, in *instance, floor solver.Cost) (solver.Outcome, error) {
	best, found := in.ceiling()+1, (*solver.Deployment)(nil)
	if s.options.Upper != nil {
		o, err := s.options.Upper.Solve(ctx, in.problem)
		if err != nil {
			return o, err
		}
		if o.Placed() {
			best, found = o.Deployment.Bill(in.problem).Total(), o.Deployment
		}
	}
	alone := map[int]bool{}
	for {
		f := newField(in, in.treeGround(), alone)
		if f == nil {
			return solver.Outcome{Bound: floor, Reason: "too many patterns"}, nil
		}
		q := newSearch(f, &s.router, s.options.Limits)
		c := climb{search: q, best: best, found: found, floor: floor, begin: in.begin(found)}
		done := c.run(ctx)
		s.Stats.Nodes += q.nodes
		s.Stats.Rounds += q.rounds
		s.Stats.Pivots += q.pivots
		best, found, floor = c.best, c.found, max(floor, c.floor)
		if q.split >= 0 {
			for _, h := range f.classes[q.split].hosts {
				alone[in.hosts[h].node] = true
			}
			continue
		}
		return conclude(done, best, found, floor), nil
	}
}

// conclude makes an outcome of what a search found.
func conclude(done bool, best solver.Cost, found *solver.Deployment, floor solver.Cost) solver.Outcome {
	switch {
	case done && found == nil:
		return solver.Outcome{Status: solver.Infeasible, Method: "branch-and-price", Reason: "proven"}
	case done:
		return solver.Outcome{Status: solver.Optimal, Deployment: found, Bound: best, Method: "branch-and-price"}
	case found == nil:
		return solver.Outcome{Bound: floor, Method: "branch-and-price", Reason: "limit"}
	}
	return solver.Outcome{Status: solver.Feasible, Bound: floor, Deployment: found, Method: "branch-and-price", Reason: "limit"}
}

// begin marks the hosts that the relaxation begins with: the endpoints and
// those of a known deployment.
func (in *instance) begin(known *solver.Deployment) []bool {
	active := make([]bool, len(in.hosts))
	for k := range in.hosts {
		active[k] = in.hosts[k].role != plain
		if known != nil {
			active[k] = active[k] || slices.ContainsFunc(known.Allocations, func(a solver.Allocation) bool { return a.Node == in.hosts[k].node })
		}
	}
	return active
}

// maxCost is above every cost.
const maxCost = solver.Cost(math.MaxInt64)

// ceiling is a cost that no optimal deployment exceeds: the most that each host
// can be paid for, and every type of traffic across the network.
func (in *instance) ceiling() solver.Cost {
	sum := solver.Cost(0)
	for k := range in.hosts {
		for r, free := range in.hosts[k].free {
			sum += solver.Cost(free) * in.problem.Prices.Alpha[r]
		}
	}
	hops := 2
	if n := len(in.land.levels); n > 0 {
		hops += in.land.levels[n-1].height
	}
	return sum + in.problem.Prices.Bandwidth(in.demand)*solver.Cost(hops*(in.positions()+1))
}

// distance is the number of hops between source and target.
func (in *instance) distance() int {
	return hops(in.land.graph, in.find(source).node)[in.find(target).node]
}
