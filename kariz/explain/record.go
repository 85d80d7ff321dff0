package explain

import (
	"context"

	"qanat/kariz"
	"qanat/solver"
)

// Run is one run of Kariz.
type Run struct {
	Problem *solver.Problem
	Options kariz.Options
	Steps   []kariz.Step
	Outcome solver.Outcome
}

// Record solves p with these options and keeps every step. It fails where Kariz
// does.
func Record(ctx context.Context, p *solver.Problem, o kariz.Options) (*Run, error) {
	run := &Run{Problem: p, Options: o}
	k := kariz.New(o)
	k.Observe = func(s kariz.Step) { run.Steps = append(run.Steps, s) }
	var err error
	run.Outcome, err = k.Solve(ctx, p)
	if err != nil {
		return nil, err
	}
	return run, nil
}
