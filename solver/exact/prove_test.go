package exact_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/solver/exact"
	"qanat/solver/solvertest"
	"qanat/topo"
)

// proven solves a problem and has the argument checked from a file's text.
func proven(t *testing.T, s *exact.Solver, p *solver.Problem) (solver.Outcome, certificate.Report) {
	t.Helper()
	o, argument, err := s.Prove(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if argument == nil {
		if o.Proven() {
			t.Fatalf("%v by %s has no argument", o.Status, o.Method)
		}
		return o, certificate.Report{}
	}
	text, err := json.Marshal(certificate.New(p, &o, argument))
	if err != nil {
		t.Fatal(err)
	}
	c, err := certificate.Read(text, "test")
	if err != nil {
		t.Fatal(err)
	}
	report, err := certificate.Check(c)
	if err != nil {
		t.Fatalf("%v by %s, %s: %v", o.Status, o.Method, report.Argument, err)
	}
	return o, report
}

func TestArrivalsHaveCertificates(t *testing.T) {
	arguments := map[string]int{}
	for length := 1; length <= 4; length++ {
		arrivals := 400 / length
		if testing.Short() {
			arrivals /= 10
		}
		for _, demand := range []topo.Rate{250 * topo.Mbps, 450 * topo.Mbps} {
			w, s := newWorkload(t, 6, length, demand), open(t).(*exact.Solver)
			for range arrivals {
				o, report := proven(t, s, w.next())
				arguments[report.Argument]++
				if o.Placed() {
					if err := w.accept(o.Deployment); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	t.Log(arguments)
}

func TestRandomProblemsHaveCertificates(t *testing.T) {
	problems := 1000
	if testing.Short() {
		problems = 100
	}
	for name, make := range map[string]func(*rand.Rand) *solver.Problem{"any graph": solvertest.Random, "hierarchies": solvertest.Hierarchy} {
		t.Run(name, func(t *testing.T) {
			arguments := map[string]int{}
			rng, s := rand.New(rand.NewPCG(11, 1)), exact.New(exact.Options{})
			for range problems {
				_, report := proven(t, s, make(rng))
				arguments[report.Argument]++
			}
			t.Log(arguments)
		})
	}
}
