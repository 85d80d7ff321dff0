package kariz

import (
	"context"
	"fmt"

	"qanat/solver"
)

func init() {
	solver.Register(solver.Entry{
		Name:    "kariz",
		Summary: "the thesis' local search (section 2.4); options: " + Usage(),
		New: func(values map[string]string) (solver.Solver, error) {
			options, err := ParseOptions(values)
			if err != nil {
				return nil, err
			}
			return New(options), nil
		},
	})
}

// Solver deploys chains with Kariz. It keeps its scratch memory between calls,
// so that it allocates next to nothing but the deployments it returns.
type Solver struct {
	options Options
	// Observe, where it is not nil, is told every step of every run.
	Observe func(Step)
	run     run
}

// New returns a solver with these options.
func New(o Options) *Solver { return &Solver{options: o, run: run{best: bestAction}} }

// Solve deploys p's chain as Algorithm 1 does. The status is Feasible or
// Unsolved: Kariz proves nothing.
func (k *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if err := p.Validate(); err != nil {
		return solver.Outcome{}, fmt.Errorf("kariz: %w", err)
	}
	k.run.begin(p, k.options, k.Observe)
	reason, err := k.run.deploy(ctx)
	switch {
	case err != nil:
		return solver.Outcome{}, err
	case reason != "":
		return solver.Outcome{Status: solver.Unsolved, Method: "kariz", Reason: reason}, nil
	}
	return solver.Outcome{Status: solver.Feasible, Method: "kariz", Deployment: k.run.deployment()}, nil
}

// deploy is Algorithm 1. It returns why the chain does not fit, or "".
func (r *run) deploy(ctx context.Context) (reason string, err error) {
	r.initLayers()                           // lines 1-2
	for u := 0; u+1 < r.p.Positions(); u++ { // lines 3, 10, 11
		v := u + 1 // line 4
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if !r.routeAndInstall(v) { // lines 5-7
			r.observe(Step{Kind: Rejected, Position: v})
			return r.shortfall(v), nil
		}
		r.observe(Step{Kind: Routed, Position: v})
		if v <= r.last() || r.options.ImproveLast {
			r.improve() // line 8
		}
		r.updateLayers() // line 9
	}
	r.observe(Step{Kind: Deployed, Position: r.last() + 1})
	return "", nil
}

// shortfall says which layer could not take all of the demand.
func (r *run) shortfall(v int) string {
	name := "the target"
	if v <= r.last() {
		name = fmt.Sprintf("middlebox %q", r.p.Catalogue.Middleboxes[r.p.Chain.Middleboxes[v-1]].Name)
	}
	return fmt.Sprintf("layer %d, %s, cannot take all of %v from the layer before it", v, name, r.p.Chain.Demand)
}
