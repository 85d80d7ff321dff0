// Package cbc solves DSFC with COIN-OR CBC, run as a program on a model file:
// the mixed-integer program of section 2.2.2 (package mip) goes out in MPS and
// the column values come back in CBC's binary solution file, bit for bit.
//
// What is assumed: CBC's "Optimal" and "Infeasible" are true within the
// tolerances set here (integers within 1e-9, rows and duals within 1e-9, gaps
// of 0, improvements from 1e-9 on). Its defaults are looser: it would pass over
// deployments less than 1e-5 or so better. Deployments are verified all the
// same.
package cbc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"qanat/solver"
	"qanat/solver/mip"
)

// ErrMissing is the error of New where the cbc program is not installed.
var ErrMissing = errors.New("the program cbc was not found: install it with apt-get install coinor-cbc " +
	"(Debian, Ubuntu) or brew install cbc (macOS)")

func init() {
	solver.Register(solver.Entry{
		Name:    "cbc",
		Summary: "COIN-OR CBC on the thesis' MIP; " + mip.OptionsUsage,
		New: func(options map[string]string) (solver.Solver, error) {
			o, err := mip.ParseOptions(options)
			if err != nil {
				return nil, err
			}
			return New(o)
		},
	})
}

// Solver runs CBC once per problem. It keeps nothing between problems.
type Solver struct {
	options mip.Options
	program string
}

// New finds the cbc program, or returns ErrMissing.
func New(o mip.Options) (*Solver, error) {
	program, err := exec.LookPath("cbc")
	if err != nil {
		return nil, ErrMissing
	}
	return &Solver{options: o, program: program}, nil
}

// Version tells which CBC answers, "" if it does not say.
func (s *Solver) Version() string {
	text, _ := exec.Command(s.program, "-quit").Output()
	for line := range strings.Lines(string(text)) {
		if version, found := strings.CutPrefix(line, "Version:"); found {
			return "CBC " + strings.TrimSpace(version)
		}
	}
	return ""
}

// Solve implements solver.Solver. At the time limit, or shortly before a
// deadline of ctx, the outcome has the best deployment and bound found by then;
// it has neither when ctx is cancelled first.
func (s *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	m, err := s.options.Model(p)
	if err != nil {
		return solver.Outcome{}, err
	}
	answer, decided := m.Trivial()
	if !decided {
		if answer, err = s.run(ctx, p, m); err != nil {
			return solver.Outcome{}, fmt.Errorf("cbc: %w", err)
		}
	}
	return mip.Conclude(p, m, "cbc", answer), nil
}

// run works in a temporary folder that is gone when it returns.
func (s *Solver) run(ctx context.Context, p *solver.Problem, m *mip.Model) (mip.Answer, error) {
	folder, err := os.MkdirTemp("", "qanat-cbc-")
	if err != nil {
		return mip.Answer{}, err
	}
	defer os.RemoveAll(folder)
	files := files{
		model:  filepath.Join(folder, "model.mps"),
		status: filepath.Join(folder, "status.txt"),
		values: filepath.Join(folder, "values.bin"),
	}
	if err := files.writeModel(p, m); err != nil {
		return mip.Answer{}, err
	}
	limit := s.limit(ctx)
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit+killGrace)
		defer cancel()
	}
	command := exec.CommandContext(ctx, s.program, arguments(files, limit)...)
	command.WaitDelay = time.Second
	log, err := command.CombinedOutput()
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return mip.Answer{Reason: "cbc was interrupted"}, nil
	case ctx.Err() != nil:
		return mip.Answer{Reason: "cbc was stopped at the time limit"}, nil
	}
	if err != nil {
		return mip.Answer{}, fmt.Errorf("%w:\n%s", err, log)
	}
	return files.read(m, string(log))
}

// killGrace is what CBC gets beyond the time limit to stop by itself and hand
// over the best it has.
const killGrace = 2 * time.Second

// limit is the time that CBC is told to stop after, 0 for none. It leaves CBC
// its grace, or half the time, before a deadline of ctx.
func (s *Solver) limit(ctx context.Context) time.Duration {
	limit := s.options.TimeLimit
	deadline, has := ctx.Deadline()
	if !has {
		return limit
	}
	left := time.Until(deadline)
	left = max(left-killGrace, left/2, time.Millisecond)
	if limit == 0 {
		return left
	}
	return min(limit, left)
}

// arguments asks for a proof: no gap is good enough, and values are whole only
// within 1e-9.
func arguments(f files, limit time.Duration) []string {
	arguments := []string{f.model,
		"-ratioGap", "0", "-allowableGap", "0", "-increment", "1e-9",
		"-integerTolerance", "1e-9", "-primalTolerance", "1e-9", "-dualTolerance", "1e-9"}
	if limit > 0 {
		arguments = append(arguments, "-timeMode", "elapsed", "-sec", fmt.Sprint(limit.Seconds()))
	}
	return append(arguments, "-solve", "-solution", f.status, "-saveSolution", f.values)
}
