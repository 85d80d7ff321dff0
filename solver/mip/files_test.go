package mip_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/solver/mip"
	"qanat/solver/solvertest"
)

// formats are the files that WriteLP and WriteMPS make.
var formats = map[string]func(io.Writer, *solver.Problem, *mip.Model) error{"lp": mip.WriteLP, "mps": mip.WriteMPS}

// readers run programs on a model file and return the optimum, +Inf where the
// model is infeasible.
var readers = map[string]func(file string) (float64, error){"glpsol": glpsol, "cbc": runCBC}

// TestOthersReadTheFiles has two programs solve the files of random problems
// and compares their optima with brute force.
func TestOthersReadTheFiles(t *testing.T) {
	for program, read := range readers {
		t.Run(program, func(t *testing.T) {
			if _, err := exec.LookPath(program); err != nil {
				t.Skip(err)
			}
			sameOptima(t, read)
		})
	}
}

func sameOptima(t *testing.T, read func(string) (float64, error)) {
	const seed = 51
	problems := 40
	if testing.Short() {
		problems = 5
	}
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range problems {
		p := solvertest.Tiny(rng)
		truth, err := solvertest.Brute{}.Solve(context.Background(), p)
		if err != nil || truth.Status == solver.Unsolved {
			t.Fatalf("problem %d: %+v, %v", i, truth, err)
		}
		want := truth.Bound.Float()
		if truth.Status == solver.Infeasible {
			want = math.Inf(1)
		}
		for _, o := range []mip.Options{{}, {Strengthened: true}} {
			m, err := o.Model(p)
			if err != nil {
				t.Fatal(err)
			}
			for format, write := range formats {
				file := filepath.Join(t.TempDir(), "model."+format)
				var text bytes.Buffer
				if err := write(&text, p, m); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				if got, err := read(file); err != nil || got != want && !(math.Abs(got-want) < 1e-6) {
					t.Fatalf("problem %d, %s, %+v: optimum %v, want %v (%v)\n%s", i, format, o, got, want, err, &text)
				}
			}
		}
	}
}

func glpsol(file string) (float64, error) {
	language := "--lp"
	if strings.HasSuffix(file, ".mps") {
		language = "--freemps"
	}
	out := file + ".out"
	log, err := exec.Command("glpsol", language, file, "--tmlim", "20", "-o", out).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, log)
	}
	if bytes.Contains(log, []byte("HAS NO PRIMAL FEASIBLE")) || bytes.Contains(log, []byte("HAS NO INTEGER FEASIBLE")) {
		return math.Inf(1), nil
	}
	text, err := os.ReadFile(out)
	if err != nil || !bytes.Contains(text, []byte("OPTIMAL")) {
		return 0, fmt.Errorf("no optimum: %w\n%s", err, log)
	}
	_, rest, _ := strings.Cut(string(text), "cost = ")
	value, _, _ := strings.Cut(rest, " ")
	return strconv.ParseFloat(value, 64)
}

func runCBC(file string) (float64, error) {
	out := file + ".out"
	log, err := exec.Command("cbc", file, "-sec", "20", "-ratioGap", "0", "-allowableGap", "0", "-increment", "1e-9",
		"-solve", "-solution", out).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, log)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, log)
	}
	verdict, value, _ := strings.Cut(strings.SplitN(string(text), "\n", 2)[0], " - objective value ")
	switch {
	case strings.Contains(strings.ToLower(verdict), "infeasible"):
		return math.Inf(1), nil
	case verdict == "Optimal":
		return strconv.ParseFloat(value, 64)
	}
	return 0, fmt.Errorf("%s\n%s", text, log)
}
