package exact

import (
	"context"
	"fmt"
	"math"

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

func (s *Solver) search(ctx context.Context, in *instance, floor solver.Cost) (solver.Outcome, error) {
	alone := map[int]bool{}
	best, found := solver.Cost(math.MaxInt64), (*solver.Deployment)(nil)
	if s.options.Upper != nil {
		o, err := s.options.Upper.Solve(ctx, in.problem)
		if err != nil {
			return o, err
		}
		if o.Placed() {
			best, found = o.Deployment.Bill(in.problem).Total(), o.Deployment
		}
	}
	for {
		tree := in.tree()
		m := newMaster(in, tree, alone)
		if m == nil {
			return solver.Outcome{Bound: floor, Reason: "too many patterns"}, nil
		}
		q := &search{master: m, families: m.families(tree), router: &s.router, limits: s.options.Limits, split: -1}
		q.grid = m.gridOf(in.problem.Prices.Bandwidth(in.demand)*solver.Cost(in.distance()), false)
		q.best, q.found = min(best, m.ceiling()+1), found
		done := q.run(ctx)
		s.Stats.Nodes += q.nodes
		s.Stats.Rounds += q.rounds
		s.Stats.Pivots += q.pivots
		if q.found != nil {
			best, found = q.best, q.found
		}
		switch {
		case done && found == nil:
			return solver.Outcome{Status: solver.Infeasible, Method: "branch-and-price", Reason: "proven"}, nil
		case done:
			return solver.Outcome{Status: solver.Optimal, Deployment: found, Bound: best, Method: "branch-and-price"}, nil
		case q.split >= 0:
			for _, h := range m.groups[q.split].hosts {
				alone[h] = true
			}
			continue
		}
		o := solver.Outcome{Bound: max(floor, q.floor), Deployment: found, Method: "branch-and-price", Reason: fmt.Sprint("limit ", q.inexact)}
		if found != nil {
			o.Status = solver.Feasible
		}
		return o, nil
	}
}

// ceiling is a cost that no optimal deployment exceeds.
func (m *master) ceiling() solver.Cost {
	sum := solver.Cost(0)
	for g := range m.groups {
		most := solver.Cost(0)
		p := m.groups[g].pool
		for c := range p.choices {
			cost := solver.Cost(0)
			for i, k := range p.choices[c].steps {
				cost += m.in.steps[i][k].cost
			}
			most = max(most, cost)
		}
		sum += most * solver.Cost(len(m.groups[g].hosts))
	}
	hops := 2
	if n := len(m.in.land.levels); n > 0 {
		hops += m.in.land.levels[n-1].height
	}
	far := m.in.problem.Prices.Bandwidth(m.in.demand) * solver.Cost(hops)
	return sum + far*solver.Cost(m.types)
}

// distance is the number of hops between source and target.
func (in *instance) distance() int {
	return hops(in.land.graph, in.find(source).node)[in.find(target).node]
}
