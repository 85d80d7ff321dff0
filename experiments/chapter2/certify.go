package chapter2

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"qanat/solver"
	"qanat/solver/certificate"
)

// Certified counts the answers of a sample that were proven anew, with a
// certificate checked by code apart from the solver.
type Certified struct {
	Checked int     `json:"checked"`
	Left    int     `json:"left"` // without a certificate: a limit ended the proof
	Seconds float64 `json:"seconds"`
}

// certifier demands certificates for a sample of the arrivals of one cell.
type certifier struct {
	prover certificate.Prover
	picked map[int]bool
	Certified
}

// proofsPerAudit is how many answers must show a certificate for one that other
// solvers audit: checking takes milliseconds, solving again takes seconds.
const proofsPerAudit = 10

// newCertifier opens the plan's prover, if it has one, and draws the sample.
func newCertifier(plan AuditPlan, c *Cell, rng *rand.Rand) (*certifier, error) {
	f := &certifier{picked: map[int]bool{}}
	if plan.Prover == "" {
		return f, nil
	}
	s, err := solver.Open(plan.Prover)
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	var proves bool
	if f.prover, proves = s.(certificate.Prover); !proves {
		return nil, fmt.Errorf("certificates: solver %s gives none", plan.Prover)
	}
	for len(f.picked) < min(proofsPerAudit*plan.Sample, c.Arrivals) {
		f.picked[rng.IntN(c.Arrivals)] = true
	}
	return f, nil
}

// look demands a certificate for an arrival if it was drawn; one that does not
// hold, or proves another answer than ours, is an error.
func (f *certifier) look(ctx context.Context, arrival int, p *solver.Problem, ours *solver.Outcome) error {
	if !f.picked[arrival] {
		return nil
	}
	began := time.Now()
	defer func() { f.Seconds += time.Since(began).Seconds() }()
	theirs, argument, err := f.prover.Prove(ctx, p)
	if err != nil {
		return err
	}
	if argument == nil {
		f.Left++
		return nil
	}
	_, err = certificate.Check(certificate.New(p, &theirs, argument))
	if err == nil && (ours.Placed() != theirs.Placed() || ours.Placed() && ours.Deployment.Bill(p).Total() != theirs.Deployment.Bill(p).Total()) {
		err = errDisagree
	}
	if err != nil {
		return fmt.Errorf("arrival %d: the answer is %s, a certificate says %s: %w", arrival, say(p, ours), say(p, &theirs), err)
	}
	f.Checked++
	return nil
}
