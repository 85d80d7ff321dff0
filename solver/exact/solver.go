package exact

import (
	"context"
	"time"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/topo"
)

// Limits end a search that takes too long. Those that count end it the same way on
// every machine.
type Limits struct {
	Nodes  int           // of the search tree, for one chain; 0 stands for 20,000
	Rounds int           // of column generation, for one chain; 0 stands for 1,000,000
	Time   time.Duration // for one chain, looked at between nodes; 0 stands for any
}

// Options adjust a Solver. The zero value is the default.
type Options struct {
	Limits Limits
	// Upper, if not nil, provides a first deployment to be improved on.
	Upper solver.Solver
	// Fallback, if not nil, decides what this package's methods are not made for:
	// graphs that are no hierarchy, and hosts with too many patterns to list.
	Fallback solver.Solver
}

// Solver finds optimal deployments.
type Solver struct {
	options Options
	land    *terrain
	recipe  *recipe
	router  router
	spare   spares
	memory  memory
	minutes *minutes
	// Effort counts what all calls took.
	Effort Effort
}

// Effort is what a search took.
type Effort struct {
	Nodes  int // of search trees
	Rounds int // of column generation
	Pivots int // of the simplex method
}

// New returns a solver.
func New(o Options) *Solver {
	if o.Limits.Nodes == 0 {
		o.Limits.Nodes = 20_000
	}
	if o.Limits.Rounds == 0 {
		o.Limits.Rounds = 1_000_000
	}
	return &Solver{options: o}
}

// Solve finds an optimal deployment or proves that there is none; where a limit
// ends the search first, the outcome has the bound proven and the best
// deployment known. Method tells which of the package's methods decided:
// "reject", "split", "branch-and-price", "branch-and-price on links", or
// "fallback: " and that of Options.Fallback.
func (s *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if err := p.Validate(); err != nil {
		return solver.Outcome{}, err
	}
	if s.land == nil || s.land.graph != p.Network.Graph {
		s.land = survey(p.Network.Graph)
	}
	s.router.reset(p.Network, s.land, &p.Chain, nil)
	if !s.router.send(p.Chain.Demand) {
		if s.minutes != nil {
			s.minutes.argue(certificate.Argument{Cut: s.router.cutSet()})
		}
		return solver.Outcome{Status: solver.Infeasible, Method: "reject", Reason: "the links between source and target lack capacity"}, nil
	}
	if s.recipe == nil || !s.recipe.fits(p, s.land.most) {
		if s.recipe = newRecipe(p, s.land.most); s.recipe == nil {
			return s.beyond(ctx, p, solver.Outcome{Reason: "there are too many combinations of instances"})
		}
	}
	s.memory.reset()
	in := newInstance(p, s.land, s.recipe, &s.memory)
	if lack, reason := in.lack(); lack != nil {
		s.minutes.argue(certificate.Argument{Lack: lack})
		return solver.Outcome{Status: solver.Infeasible, Method: "reject", Reason: reason}, nil
	}
	floor := in.cover + p.Prices.Bandwidth(topo.Rate(s.router.hops))
	if split, ok := in.split(); ok {
		if s.minutes != nil {
			s.minutes.argue(certificate.Argument{Floor: &certificate.Floor{Potentials: s.router.potentials()}})
		}
		return solver.Outcome{Status: solver.Optimal, Deployment: in.fromSplit(&s.router, split), Bound: floor, Method: "split"}, nil
	}
	if !s.land.hierarchical || !s.land.leaf(p.Chain.Source) || !s.land.leaf(p.Chain.Target) {
		if s.options.Fallback != nil {
			return s.beyond(ctx, p, solver.Outcome{Bound: floor, Reason: "the network is no hierarchy with all hosts at its leaves"})
		}
		o, _, err := s.search(ctx, in, floor, false)
		return o, err
	}
	o, end, err := s.search(ctx, in, floor, true)
	if err == nil && end == tooLarge {
		return s.beyond(ctx, p, o)
	}
	return o, err
}

// beyond leaves a problem to the fallback; known is what is known already.
func (s *Solver) beyond(ctx context.Context, p *solver.Problem, known solver.Outcome) (solver.Outcome, error) {
	if s.options.Fallback == nil {
		return known, nil
	}
	o, err := s.options.Fallback.Solve(ctx, p)
	if err != nil {
		return o, err
	}
	o.Method = "fallback: " + o.Method
	if !o.Proven() {
		o.Bound = max(o.Bound, known.Bound)
		if known.Placed() && (!o.Placed() || known.Deployment.Bill(p).Total() < o.Deployment.Bill(p).Total()) {
			known.Bound = o.Bound
			o = known
		}
	}
	return o, nil
}

// search decides what the quick tests left open, first on the hierarchy, then,
// where that promises what full links do not let through, on the links
// themselves; without a hierarchy there at once. floor is a bound already proven.
func (s *Solver) search(ctx context.Context, in *instance, floor solver.Cost, hierarchical bool) (solver.Outcome, ending, error) {
	known := incumbent{best: in.ceiling() + 1, floor: floor}
	if s.options.Upper != nil {
		o, err := s.options.Upper.Solve(ctx, in.problem)
		if err != nil {
			return o, limited, err
		}
		if o.Placed() {
			known.best, known.found = o.Deployment.Bill(in.problem).Total(), o.Deployment
		}
	}
	if s.options.Limits.Time > 0 {
		timed, cancel := context.WithTimeout(ctx, s.options.Limits.Time)
		defer cancel()
		ctx = timed
	}
	if hierarchical {
		end, live := s.climb(ctx, in, in.treeGround(), &known)
		if end != inDoubt {
			return known.conclude(end, "branch-and-price"), end, nil
		}
		in = live
	}
	end, _ := s.climb(ctx, in, in.networkGround(), &known)
	return known.conclude(end, "branch-and-price on links"), end, nil
}

// climb searches an instance on a ground. It returns the instance without what
// can no longer be part of anything better.
func (s *Solver) climb(ctx context.Context, in *instance, g *ground, known *incumbent) (ending, *instance) {
	alone := make([]bool, len(in.problem.Network.Graph.Nodes))
	for h := range in.hosts {
		alone[in.hosts[h].node] = !g.tree
	}
	c := climb{in: in, ground: g, known: known, alone: alone, router: &s.router, spare: &s.spare, limits: s.options.Limits, effort: &s.Effort, minutes: s.minutes, stage: s.minutes.written()}
	end, left := c.run(ctx)
	if end == proven {
		s.minutes.conclude()
	}
	return end, left
}
