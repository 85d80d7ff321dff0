package external_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"qanat/solver"
	_ "qanat/solver/external"
	"qanat/solver/solvertest"
)

const example = "../../examples/external-solver/one_host.py"

// TestPythonExample runs the example of docs/external-solvers.md and expects
// deployments that verify, at most a little fewer than there are.
func TestPythonExample(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3: apt-get install python3")
	}
	s, err := solver.Open("exec:" + example + ",limit=20s")
	if err != nil {
		t.Fatal(err)
	}
	sample := solvertest.Sample{Seed: 31, Problems: 24, Limit: 20 * time.Second, Make: solvertest.Tiny}
	if testing.Short() {
		sample.Problems = 6
	}
	tallies := solvertest.Agree(t, sample, solvertest.Named{Name: "brute", Solver: solvertest.Brute{}},
		solvertest.Named{Name: "one_host.py", Solver: s})
	if tallies[1][solver.Feasible] < tallies[0][solver.Optimal]/4 {
		t.Errorf("it placed %d of %d", tallies[1][solver.Feasible], tallies[0][solver.Optimal])
	}
}

// answering makes a solver of a shell script.
func answering(t *testing.T, script string, options string) solver.Solver {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mine.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := solver.Open("exec:" + path + options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBadProgramsAreNamed(t *testing.T) {
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	for _, c := range []struct{ script, options, want string }{
		{"cat >/dev/null; echo out of cheese >&2; exit 3", "", "exit status 3; it wrote to standard error:\nout of cheese"},
		{"exec sleep 60", ",limit=50ms", "no answer within 50ms"},
		{"cat >/dev/null", "", "it is empty"},
		{"echo; echo '{\"deployment\": oops}'", "", "line 2: invalid character"},
		{"echo '{\"deploiment\": {}}'", "", "unknown field"},
		{"echo '{}{}'", "", "something follows"},
		{"echo '{\"status\": \"optimal\"}'", "", "status optimal with deployment false"},
		{"echo '{\"status\": \"splendid\"}'", "", "splendid"},
		{"echo '{\"bound_billionths\": -1}'", "", "negative"},
		{"echo '{\"deployment\": {\"flows\": [{\"type\":0,\"arc\":99,\"rate_kbps\":1}]}}'", "", "breaks the model: form"},
		{"exec head -c 70000000 /dev/zero", "", "more than 64 MB"},
	} {
		o, err := answering(t, c.script, c.options).Solve(context.Background(), p)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v; want %q", c.script, o, err, c.want)
		}
	}
}

func TestStatusesWithoutDeployment(t *testing.T) {
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	for text, want := range map[string]solver.Status{
		`{}`: solver.Unsolved,
		`{"status":"infeasible","reason":"too tight"}`: solver.Infeasible,
		`{"status":"unsolved","bound_billionths":7}`:   solver.Unsolved,
	} {
		o, err := answering(t, fmt.Sprintf("cat >/dev/null; echo '%s'", text), "").Solve(context.Background(), p)
		if err != nil || o.Status != want || o.Reason == "" || o.Method != "mine.sh" {
			t.Errorf("%s: %+v, %v", text, o, err)
		}
	}
}

func TestCancelledContextIsAnOutcome(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	o, err := answering(t, "exec sleep 60", "").Solve(ctx, p)
	if err != nil || o.Status != solver.Unsolved || !strings.Contains(o.Reason, "stopped") {
		t.Errorf("%+v, %v", o, err)
	}
}

// TestChildrenEndWithTheProgram lets a child hold a pipe open, which ends once no
// process has it any more.
func TestChildrenEndWithTheProgram(t *testing.T) {
	p := solvertest.Random(rand.New(rand.NewPCG(1, 0)))
	for name, script := range map[string]string{
		"stopped": "sleep 60 & wait",
		"failed":  "sleep 60 & exit 3",
		"ended":   "sleep 60 & exit 0",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			pipe := filepath.Join(t.TempDir(), "pipe")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
			opened := cancel
			if name != "stopped" {
				opened = func() {}
			}
			closed := make(chan error, 1)
			go func() { closed <- drain(pipe, opened) }()
			_, err := answering(t, "exec 3>"+pipe+"; "+script, "").Solve(ctx, p)
			cancel()
			if (err == nil) != (name == "stopped") {
				t.Error(err)
			}
			select {
			case err := <-closed:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(10 * time.Second):
				t.Error("a child of the program lives on")
			}
		})
	}
}

// drain reads a pipe to its end and tells when a writer has opened it.
func drain(pipe string, opened func()) error {
	f, err := os.Open(pipe)
	if err != nil {
		return err
	}
	defer f.Close()
	opened()
	_, err = io.Copy(io.Discard, f)
	return err
}

func TestBadSpecsAreNamed(t *testing.T) {
	for spec, want := range map[string]string{
		"exec":                         "no program is named",
		"exec:/nowhere/mine":           "no such file",
		"exec:external_test.go":        "not found in $PATH",
		"exec:./external_test.go":      "chmod +x",
		"exec:" + example + ",try=2":   "unknown option",
		"exec:" + example + ",limit=0": "positive duration",
		"exec:a,b":                     "once",
	} {
		if _, err := solver.Open(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", spec, err, want)
		}
	}
}
