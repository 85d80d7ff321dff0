package load

import (
	"context"
	"errors"
	"time"

	"qanat/solver"
)

// Limits bound a measurement.
type Limits struct {
	PerProblem time.Duration // a solver that takes longer is cut off
	Total      time.Duration // no problem is begun after this; 0 for no bound
}

// Answer is what a solver said to one problem, and how long it took.
type Answer struct {
	solver.Outcome
	Took time.Duration
	Cut  bool // the time limit ended it
}

// Time lets a solver answer problems one after another. It returns fewer
// answers than problems if the total limit ends it.
func Time(ctx context.Context, s solver.Solver, problems []*solver.Problem, limits Limits) ([]Answer, error) {
	began := time.Now()
	var answers []Answer
	for _, p := range problems {
		if limits.Total > 0 && time.Since(began) > limits.Total {
			break
		}
		a, err := One(ctx, s, p, limits.PerProblem)
		if err != nil {
			return answers, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// One lets a solver answer one problem within a time limit (0 for none).
func One(ctx context.Context, s solver.Solver, p *solver.Problem, limit time.Duration) (Answer, error) {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if limit > 0 {
		limited, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	began := time.Now()
	o, err := s.Solve(limited, p)
	took := time.Since(began)
	if ctx.Err() != nil {
		return Answer{}, ctx.Err()
	}
	cut := limited.Err() != nil && o.Status != solver.Optimal && o.Status != solver.Infeasible
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return Answer{}, err
	}
	return Answer{Outcome: o, Took: took, Cut: cut}, nil
}

// Milliseconds returns the times of the answers.
func Milliseconds(answers []Answer) []float64 {
	ms := make([]float64, len(answers))
	for i, a := range answers {
		ms[i] = float64(a.Took.Nanoseconds()) / 1e6
	}
	return ms
}
