// Package lpsolve solves DSFC with lp_solve 5.5, the solver of the thesis'
// generation, through github.com/draffensperger/golp. The model is the
// mixed-integer program of section 2.2.2 (package mip).
//
// lp_solve is a C library and needs the build tag "lpsolve". Without the tag
// the solver is registered all the same, and New tells how to get it.
//
// lp_solve keeps state in static variables, offers golp no way to be
// interrupted, and now and then overruns its own time limit. It therefore runs
// in a worker: a process of the same executable, started on the first problem,
// kept for the next ones, and killed when a limit has passed or the context
// ends. So solvers on several goroutines do not meet inside the library.
//
// What is assumed: lp_solve's OPTIMAL and INFEASIBLE are true within its
// default tolerances (gaps of 1e-9 relative and 1e-11 absolute, integers within
// 1e-7). Deployments are verified all the same.
package lpsolve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"qanat/solver"
	"qanat/solver/mip"
)

// ErrMissing is the error of New in executables built without lp_solve.
var ErrMissing = errors.New("this executable was built without lp_solve: apt-get install liblpsolve55-dev, " +
	"then build it with make build, which sets the tag lpsolve")

func init() {
	solver.Register(solver.Entry{
		Name:    "lpsolve",
		Summary: "lp_solve 5.5 on the thesis' MIP; " + mip.OptionsUsage,
		New: func(options map[string]string) (solver.Solver, error) {
			o, err := mip.ParseOptions(options)
			if err != nil {
				return nil, err
			}
			return New(o)
		},
	})
}

// Solver solves with a worker process of its own.
type Solver struct {
	options mip.Options
	worker  *worker // nil while none runs
}

// New returns a solver, or ErrMissing. lp_solve counts in whole seconds: the
// time limit is rounded up to them.
func New(o mip.Options) (*Solver, error) {
	if !compiled {
		return nil, ErrMissing
	}
	return &Solver{options: o}, nil
}

// Solve implements solver.Solver. At the time limit the outcome has the best
// deployment found so far and the bound of the linear relaxation; it has
// neither when ctx ends first.
func (s *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	m, err := s.options.Model(p)
	if err != nil {
		return solver.Outcome{}, err
	}
	answer, decided := m.Trivial()
	if !decided {
		if answer, err = s.run(ctx, m); err != nil {
			return solver.Outcome{}, fmt.Errorf("lpsolve: %w", err)
		}
	}
	return mip.Conclude(p, m, "lpsolve", answer), nil
}

// killGrace is what lp_solve gets beyond the time limit to stop by itself,
// bound the optimum by the relaxation, and hand over what it has.
const killGrace = 3 * time.Second

func (s *Solver) run(ctx context.Context, m *mip.Model) (mip.Answer, error) {
	seconds := int(math.Ceil(s.options.TimeLimit.Seconds()))
	if seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(seconds)*time.Second+killGrace)
		defer cancel()
	}
	if s.worker == nil {
		var err error
		if s.worker, err = startWorker(); err != nil {
			return mip.Answer{}, err
		}
	}
	r, err := s.worker.do(ctx, newTask(m, seconds))
	if err != nil {
		s.Close()
	}
	if ctx.Err() != nil {
		return mip.Answer{Reason: "lp_solve was stopped before it found a deployment"}, nil
	}
	return r.answer(), err
}

// Close ends the worker. A closed solver starts another one when it is used
// again; a solver that is garbage takes its worker along.
func (s *Solver) Close() {
	if s.worker != nil {
		s.worker.kill()
		s.worker = nil
	}
}
