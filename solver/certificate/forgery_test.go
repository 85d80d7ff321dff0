package certificate_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/solver/exact"
	"qanat/solver/solvertest"
)

// search returns the certificate of a random problem that took a search and has
// a deployment, or nil.
func search(t *testing.T, s *exact.Solver, rng *rand.Rand) *certificate.Certificate {
	p := solvertest.Random(rng)
	if rng.IntN(2) == 0 {
		p = solvertest.Hierarchy(rng)
	}
	o, argument, err := s.Prove(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if argument == nil || argument.Search == nil || !o.Placed() {
		return nil
	}
	return certificate.New(p, &o, argument)
}

// wasteful returns a deployment with an instance more than another, or nil if
// nothing fits.
func wasteful(p *solver.Problem, d *solver.Deployment) *solver.Deployment {
	for _, y := range d.Instances {
		for m := range p.Network.Graph.Nodes {
			more := *d
			more.Instances = append([]solver.Instances{{Node: m, Position: y.Position, Offering: y.Offering, Count: 1}}, d.Instances...)
			if solver.Verify(p, &more) == nil && more.Bill(p).Total() > d.Bill(p).Total() {
				return &more
			}
		}
	}
	return nil
}

// TestNoLieIsProven claims what is not so: that a costlier deployment is optimal,
// or that there is none. No argument may prove it: not that of the truth, nor one
// changed at random, nor a trick.
func TestNoLieIsProven(t *testing.T) {
	changes, want := 60, 100
	if testing.Short() {
		want = 10
	}
	rng, s := rand.New(rand.NewPCG(3, 5)), exact.New(exact.Options{})
	lies := 0
	for tries := 0; lies < want && tries < 100*want; tries++ {
		c := search(t, s, rng)
		if c == nil {
			continue
		}
		if _, err := certificate.Check(c); err != nil {
			text, _ := json.Marshal(c)
			t.Fatalf("the truth is not proven: %v\n%s", err, text)
		}
		if c.Deployment = wasteful(c.Problem, c.Deployment); c.Deployment == nil {
			continue
		}
		lies++
		for change := range changes {
			forged := copyOf(t, c)
			if change%3 == 2 {
				forged.Deployment = nil
			}
			for range change / 3 {
				meddle(rng, forged.Argument.Search)
			}
			disprove(t, "meddling", forged)
		}
		for name, trick := range tricks {
			forged := copyOf(t, c)
			trick(forged)
			disprove(t, name, forged)
		}
	}
	if lies < want {
		t.Fatalf("only %d of %d lies were tried", lies, want)
	}
}

func disprove(t *testing.T, trick string, c *certificate.Certificate) {
	t.Helper()
	if r, err := certificate.Check(c); err == nil {
		text, _ := json.Marshal(c)
		t.Fatalf("a lie is proven by %s: %+v\n%s", trick, r, text)
	}
}

// TestEveryPartIsNeeded takes something away from the proof of a truth: unless
// another part happens to prove it too, the checker notices.
func TestEveryPartIsNeeded(t *testing.T) {
	rng, s := rand.New(rand.NewPCG(3, 6)), exact.New(exact.Options{})
	noticed, tried := 0, 0
	for tries := 0; tried < 40 && tries < 4000; tries++ {
		c := search(t, s, rng)
		if c == nil {
			continue
		}
		tried++
		last := c.Argument.Search[len(c.Argument.Search)-1].Root
		for last.Split != nil || len(last.Children) > 0 {
			last = last.Children[len(last.Children)-1]
		}
		last.Proofs = nil
		if _, err := certificate.Check(c); err != nil {
			noticed++
		}
	}
	if t.Logf("noticed %d of %d", noticed, tried); 4*noticed < tried {
		t.Errorf("only %d of %d gaps were noticed", noticed, tried)
	}
}

func copyOf(t *testing.T, c *certificate.Certificate) *certificate.Certificate {
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := certificate.Read(text, "copy")
	if err != nil {
		t.Fatal(err)
	}
	return copied
}
