package chapter2

import (
	"context"
	"fmt"
	"sync/atomic"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/solver/contrib"
	"qanat/topo"
)

// fake places whole middleboxes on the nearest node, under whatever name and
// with whatever claim a test needs.
type fake struct {
	nearest contrib.Nearest
	claim   solver.Status // of its deployments
	failing bool
}

// solves counts the calls of all fakes.
var solves atomic.Int64

func (f fake) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	solves.Add(1)
	if f.failing && p.Chain.Demand == 500*topo.Mbps {
		return solver.Outcome{}, fmt.Errorf("no luck")
	}
	o, err := f.nearest.Solve(ctx, p)
	if o.Placed() && f.claim == solver.Optimal {
		o.Status, o.Bound = solver.Optimal, o.Deployment.Bill(p).Total()
	}
	return o, err
}

func register(name string, f fake) {
	solver.Register(solver.Entry{Name: name, New: func(map[string]string) (solver.Solver, error) { return f, nil }})
}

func init() {
	register("kariz", fake{claim: solver.Feasible})
	register("exact", fake{claim: solver.Optimal})
	register("failing", fake{claim: solver.Feasible, failing: true})
	solver.Register(solver.Entry{Name: "missing", New: func(map[string]string) (solver.Solver, error) {
		return nil, fmt.Errorf("not compiled in: run make deps")
	}})
	solver.Register(solver.Entry{Name: "oracle", New: func(map[string]string) (solver.Solver, error) { return oracle{}, nil }})
	solver.Register(solver.Entry{Name: "liar", New: func(map[string]string) (solver.Solver, error) { return liar{}, nil }})
	solver.Register(solver.Entry{Name: "idle", New: func(map[string]string) (solver.Solver, error) { return idle{}, nil }})
}

// oracle finds more than fake does: it claims a bound above any cost.
type oracle struct{}

func (oracle) Solve(context.Context, *solver.Problem) (solver.Outcome, error) {
	return solver.Outcome{Status: solver.Unsolved, Bound: 1000 * solver.Unit}, nil
}

// liar proves its answers by a cut that is none.
type liar struct{ fake }

func (l liar) Prove(ctx context.Context, p *solver.Problem) (solver.Outcome, *certificate.Argument, error) {
	o, err := l.Solve(ctx, p)
	return o, &certificate.Argument{Cut: &certificate.Cut{}}, err
}

// idle never decides.
type idle struct{}

func (idle) Solve(context.Context, *solver.Problem) (solver.Outcome, error) {
	return solver.Outcome{}, nil
}
