// Package external makes a solver of any program: the problem goes to its
// standard input as JSON, its answer comes from its standard output as JSON.
// docs/external-solvers.md describes both and has a complete example.
//
// The program runs once per problem and may keep nothing in memory between
// them. Its deployments are verified against eqs. 2.1-2.6 before anybody sees
// them; its claims of optimality and infeasibility are taken at their word.
package external

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"qanat/solver"
)

// Options say which program to run.
type Options struct {
	Command string // a path, or a name that is looked up in PATH
	// Limit ends a run that takes longer, with an error. At least 1 ns.
	Limit time.Duration
}

const (
	// defaultLimit suits programs that start an interpreter and a solver.
	defaultLimit = time.Minute
	// grace is how long a program's own children may keep its output open after
	// its end.
	grace = time.Second
	usage = "options: the program's path, as in exec:./mine.py or exec:command=./mine.py; limit=60s"
)

func init() {
	solver.Register(solver.Entry{
		Name:    "exec",
		Summary: "any program that reads and writes JSON, see docs/external-solvers.md; " + usage,
		Bare:    "command",
		New: func(options map[string]string) (solver.Solver, error) {
			o, err := parse(options)
			if err != nil {
				return nil, err
			}
			return New(o)
		},
	})
}

func parse(options map[string]string) (Options, error) {
	o := Options{Limit: defaultLimit}
	for _, key := range slices.Sorted(maps.Keys(options)) {
		switch value := options[key]; key {
		case "command":
			o.Command = value
		case "limit":
			limit, err := time.ParseDuration(value)
			if err != nil || limit <= 0 {
				return o, fmt.Errorf("limit=%s: write a positive duration such as 10s or 500ms", value)
			}
			o.Limit = limit
		default:
			return o, fmt.Errorf("unknown option %q: %s", key, usage)
		}
	}
	return o, nil
}

// Solver runs one program.
type Solver struct {
	options Options
	program string
}

// New finds the program. One that is missing or not executable is an error.
func New(o Options) (*Solver, error) {
	if o.Command == "" {
		return nil, errors.New("no program is named: " + usage)
	}
	program, err := exec.LookPath(o.Command)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return nil, fmt.Errorf("%w: give the path of a program that may be executed (chmod +x makes it so)", err)
	}
	program, err = filepath.Abs(program)
	return &Solver{options: o, program: program}, err
}

// Solve implements solver.Solver. A program that overruns its limit, ends with
// another status than 0, or answers what it must not, is an error that shows
// the beginning of what it wrote to standard error.
func (s *Solver) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if err := p.Validate(); err != nil {
		return solver.Outcome{}, err
	}
	input, err := json.Marshal(p)
	if err != nil {
		return solver.Outcome{}, err
	}
	limited, cancel := context.WithTimeout(ctx, s.options.Limit)
	defer cancel()
	command := exec.CommandContext(limited, s.program)
	out, complaints := &capped{most: mostOutput}, &capped{most: mostComplaints}
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(input), out, complaints
	err = runGroup(command)
	switch {
	case ctx.Err() != nil:
		return solver.Outcome{Method: s.name(), Reason: s.name() + " was stopped before it answered"}, nil
	case limited.Err() != nil:
		err = fmt.Errorf("no answer within %v: raise limit=, or make it faster", s.options.Limit)
	case err == nil:
		var o solver.Outcome
		if o, err = read(p, out); err == nil {
			o.Method = s.name()
			return o, nil
		}
	}
	return solver.Outcome{}, s.complain(err, complaints)
}

// runGroup runs a program in a process group of its own. When the program is
// stopped or fails, what it started is killed with it: a wrapper script's solver
// would compute on for nobody.
func runGroup(command *exec.Cmd) error {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error {
		if syscall.Kill(-command.Process.Pid, syscall.SIGKILL) == nil {
			return nil
		}
		return command.Process.Kill() // tells an ended program from one that cannot be killed
	}
	command.WaitDelay = grace
	err := command.Run()
	if err != nil && command.Process != nil {
		// Children that outlived the program itself. Mostly there are none, and
		// the error says so.
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
	return err
}

func (s *Solver) name() string { return filepath.Base(s.program) }

func (s *Solver) complain(err error, complaints *capped) error {
	text := strings.TrimSpace(string(complaints.kept))
	if text == "" {
		return fmt.Errorf("%s: %w", s.program, err)
	}
	return fmt.Errorf("%s: %w; it wrote to standard error:\n%s", s.program, err, text)
}
