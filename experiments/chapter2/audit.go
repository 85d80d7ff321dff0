package chapter2

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"qanat/solver"
)

// Audit is what other solvers said about a sample of the answers that claim to be
// proven: optimal, or infeasible.
type Audit struct {
	Sample int        `json:"sample"` // answers drawn that claimed a proof
	Rows   []AuditRow `json:"rows"`
	// Certified tells of another, larger sample.
	Certified Certified `json:"certified"`
}

// AuditRow compares one answer.
type AuditRow struct {
	Arrival int     `json:"arrival"`
	By      string  `json:"by"`
	Verdict string  `json:"verdict"` // agreed, or undecided by the time limit
	Ours    string  `json:"ours"`    // what the exact method answered: a cost, or "infeasible"
	Seconds float64 `json:"seconds"`
}

// The verdicts of an audit that a record can hold; a disagreement is an error.
const (
	agreed    = "agreed"
	undecided = "undecided"
)

// seconds is how long the audit took.
func (a *Audit) seconds() (sum float64) {
	if a == nil {
		return 0
	}
	for _, row := range a.Rows {
		sum += row.Seconds
	}
	return sum + a.Certified.Seconds
}

// AuditPlan says how proven answers are audited.
type AuditPlan struct {
	// By are the solvers that re-solve the sample, one after another until one
	// decides.
	By []string
	// Prover, if given, must show certificates for a sample ten times as large.
	Prover string
	Sample int           // arrivals per cell, drawn by the cell's seed; 0: no audit
	Limit  time.Duration // for each solver and arrival
}

// rounding is by how much a correct linear-programming backend may miss the
// optimum: it rounds flows to whole kbit/s, path by path.
const rounding = solver.Unit / 10_000

// auditor re-solves a sample of the arrivals of one cell.
type auditor struct {
	plan    AuditPlan
	solvers []solver.Solver
	picked  map[int]bool
	proofs  *certifier
	Audit
}

// newAuditor opens the plan's solvers and draws the sample.
func newAuditor(plan AuditPlan, c *Cell) (*auditor, error) {
	a := &auditor{plan: plan, picked: map[int]bool{}}
	for _, spec := range plan.By {
		s, err := solver.Open(spec)
		if err != nil {
			return nil, fmt.Errorf("audit: %w", err)
		}
		a.solvers = append(a.solvers, s)
	}
	rng := rand.New(rand.NewPCG(c.Seed, uint64(c.Trial)))
	for len(a.picked) < min(plan.Sample, c.Arrivals) {
		a.picked[rng.IntN(c.Arrivals)] = true
	}
	var err error
	a.proofs, err = newCertifier(plan, c, rng)
	return a, err
}

// look re-solves an arrival if it was drawn and our answer claims a proof. An
// answer that contradicts ours is an error.
func (a *auditor) look(ctx context.Context, arrival int, p *solver.Problem, ours *solver.Outcome) error {
	if ours.Status != solver.Optimal && ours.Status != solver.Infeasible {
		return nil
	}
	if err := a.proofs.look(ctx, arrival, p, ours); err != nil || !a.picked[arrival] {
		return err
	}
	a.Sample++
	for i, s := range a.solvers {
		row := AuditRow{Arrival: arrival, By: a.plan.By[i], Ours: say(p, ours)}
		began := time.Now()
		limited, cancel := context.WithTimeout(ctx, a.plan.Limit)
		theirs, err := s.Solve(limited, p)
		cancel()
		row.Seconds = time.Since(began).Seconds()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("audit of arrival %d by %s: %w", arrival, row.By, err)
		}
		if row.Verdict, err = compare(p, ours, &theirs); err != nil {
			return fmt.Errorf("audit of arrival %d: the answer is %s, but %s says %s: %w",
				arrival, row.Ours, row.By, say(p, &theirs), err)
		}
		a.Rows = append(a.Rows, row)
		if row.Verdict == agreed {
			return nil
		}
	}
	return nil
}

// errDisagree is a contradiction between two solvers, one of which is wrong.
var errDisagree = errors.New("the two contradict each other")

// compare tells whether theirs confirms ours, contradicts it, or neither.
func compare(p *solver.Problem, ours, theirs *solver.Outcome) (verdict string, err error) {
	if theirs.Placed() {
		if err := solver.Verify(p, theirs.Deployment); err != nil {
			return "", fmt.Errorf("its deployment is wrong: %w", err)
		}
	}
	if ours.Status == solver.Infeasible {
		switch {
		case theirs.Placed():
			return "", errDisagree
		case theirs.Status == solver.Infeasible:
			return agreed, nil
		}
		return undecided, nil
	}
	cost := ours.Deployment.Bill(p).Total()
	switch {
	case theirs.Status == solver.Infeasible,
		theirs.Bound > cost+rounding,
		theirs.Placed() && theirs.Deployment.Bill(p).Total() < cost-rounding:
		return "", errDisagree
	case theirs.Status == solver.Optimal && theirs.Deployment.Bill(p).Total() > cost+rounding:
		return "", errDisagree
	case theirs.Status == solver.Optimal:
		return agreed, nil
	}
	return undecided, nil
}

// say describes an outcome in a word.
func say(p *solver.Problem, o *solver.Outcome) string {
	switch o.Status {
	case solver.Infeasible:
		return "infeasible"
	case solver.Optimal, solver.Feasible:
		return fmt.Sprintf("%v (bound %v)", o.Deployment.Bill(p).Total(), o.Bound)
	}
	return "undecided"
}
