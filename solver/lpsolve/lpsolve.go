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
	version string  // of the library, once a worker has told it
}

// New returns a solver, or ErrMissing. lp_solve counts in whole seconds: the
// time limit is rounded up to them.
func New(o mip.Options) (*Solver, error) {
	if !compiled {
		return nil, ErrMissing
	}
	return &Solver{options: o}, nil
}

// Solve implements solver.Solver. At the time limit, or shortly before a
// deadline of ctx, the outcome has the best deployment found so far and the
// bound of the linear relaxation; it has neither when ctx is cancelled first.
// An error means that no worker could be started. A worker that dies leaves the
// problem unsolved, with the reason.
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

// Version tells which lp_solve answers, "" while that is not known.
func (s *Solver) Version() string {
	if s.worker == nil && s.version == "" {
		s.start()
	}
	return s.version
}

// Close ends the worker. A closed solver starts another one when it is used
// again; a solver that is garbage takes its worker along.
func (s *Solver) Close() {
	if s.worker != nil {
		s.worker.kill()
		s.worker = nil
	}
}

const (
	// overrun is what lp_solve gets beyond its time limit to stop by itself
	// and hand over what it has, before it is killed.
	overrun = time.Second
	// relaxationLimit is the time for a bound where there is no proof.
	relaxationLimit = 2 * time.Second
)

// run searches, and bounds the optimum by the relaxation if the search proved
// nothing.
func (s *Solver) run(ctx context.Context, m *mip.Model) (mip.Answer, error) {
	seconds := s.seconds(ctx)
	search := newTask(m, seconds)
	limited, cancel := ctx, context.CancelFunc(func() {})
	if seconds > 0 {
		limited, cancel = context.WithTimeout(ctx, time.Duration(seconds)*time.Second+overrun)
	}
	defer cancel()
	r, err := s.ask(limited, search)
	if err != nil || r.Proof != mip.Nothing || ctx.Err() != nil {
		return r.answer(noBound), err
	}
	relaxing, done := context.WithTimeout(ctx, relaxationLimit)
	defer done()
	relaxed, err := s.ask(relaxing, search.relaxation())
	if err != nil || relaxed.Proof != mip.Optimum {
		return r.answer(noBound), err
	}
	return r.answer(m.Objective(relaxed.Values)), nil
}

// seconds is the whole number of seconds that lp_solve is told to stop after, 0
// for none. It leaves room to stop before a deadline of ctx.
func (s *Solver) seconds(ctx context.Context) int {
	limit := s.options.TimeLimit
	if deadline, has := ctx.Deadline(); has {
		left := time.Until(deadline) - overrun
		if left >= time.Second && (limit == 0 || left < limit) {
			return int(left / time.Second)
		}
	}
	return int(math.Ceil(limit.Seconds()))
}

// ask has the worker, a new one if need be, work on one task.
func (s *Solver) ask(ctx context.Context, t *task) (result, error) {
	if err := s.start(); err != nil {
		return result{}, err
	}
	r, err := s.worker.do(ctx, t)
	if err == nil {
		return r, nil
	}
	s.Close()
	if ctx.Err() != nil {
		return result{Reason: "lp_solve was stopped before it found a deployment"}, nil
	}
	return result{Reason: "lp_solve ended its process on this model (" + err.Error() + ")"}, nil
}

func (s *Solver) start() (err error) {
	if s.worker == nil {
		s.worker, s.version, err = startWorker()
	}
	return err
}
