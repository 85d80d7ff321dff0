package external

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"qanat/solver"
	"qanat/topo"
)

// answer is what a program writes. Status may be left out: it is then what the
// deployment, or the lack of one, says by itself.
type answer struct {
	Status     *solver.Status     `json:"status"`
	Deployment *solver.Deployment `json:"deployment"`
	Bound      solver.Cost        `json:"bound_billionths"`
	Reason     string             `json:"reason"`
}

// read decodes an answer and checks that it is one to the problem.
func read(p *solver.Problem, out *capped) (solver.Outcome, error) {
	if out.over {
		return solver.Outcome{}, fmt.Errorf("it wrote more than %d MB: write one JSON object", mostOutput>>20)
	}
	var a answer
	if err := decode(out.kept, &a); err != nil {
		return solver.Outcome{}, fmt.Errorf("standard output is not an answer in JSON: %w", err)
	}
	o := solver.Outcome{Deployment: a.Deployment, Bound: a.Bound, Reason: a.Reason}
	switch {
	case a.Status != nil:
		o.Status = *a.Status
	case a.Deployment != nil:
		o.Status = solver.Feasible
	}
	if placed := o.Status == solver.Feasible || o.Status == solver.Optimal; placed != o.Placed() {
		return solver.Outcome{}, fmt.Errorf("status %v with deployment %t: only feasible and optimal answers have one",
			o.Status, o.Placed())
	}
	return o, check(p, &o)
}

// check verifies a deployment and relates its cost to the bound.
func check(p *solver.Problem, o *solver.Outcome) error {
	if o.Bound < 0 {
		return fmt.Errorf("bound_billionths %d is negative: 0 says that no bound is known", int64(o.Bound))
	}
	if !o.Placed() {
		if o.Reason == "" {
			o.Reason = "the program gave no reason"
		}
		return nil
	}
	if err := plausible(o.Deployment); err != nil {
		return err
	}
	if err := solver.Verify(p, o.Deployment); err != nil {
		return fmt.Errorf("its deployment breaks the model: %w", err)
	}
	cost := o.Deployment.Bill(p).Total()
	if o.Bound > cost {
		return fmt.Errorf("its bound %v is above the cost %v of its own deployment", o.Bound, cost)
	}
	if o.Status == solver.Optimal {
		o.Bound = cost
	}
	return nil
}

// plausible keeps sums over the deployment far from overflow, which the verifier
// relies on.
func plausible(d *solver.Deployment) error {
	const mostCount, mostRate = 1 << 20, topo.Rate(1) << 40
	for _, y := range d.Instances {
		if y.Count > mostCount {
			return fmt.Errorf("%d instances on node %d: give at most %d", y.Count, y.Node, mostCount)
		}
	}
	for _, z := range d.Allocations {
		if z.Rate > mostRate {
			return fmt.Errorf("rate_kbps %d on node %d: give at most %d", int64(z.Rate), z.Node, int64(mostRate))
		}
	}
	for _, x := range d.Flows {
		if x.Rate > mostRate {
			return fmt.Errorf("rate_kbps %d on arc %d: give at most %d", int64(x.Rate), x.Arc, int64(mostRate))
		}
	}
	return nil
}

// decode reads exactly one JSON object without unknown fields. A syntax error
// names its line.
func decode(data []byte, a *answer) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(a)
	var syntax *json.SyntaxError
	switch {
	case err == io.EOF:
		return errors.New("it is empty")
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:syntax.Offset], []byte("\n")), err)
	case err != nil:
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows the object: write messages to standard error")
	}
	return nil
}

const (
	mostOutput     = 64 << 20 // far more than any deployment
	mostComplaints = 4 << 10  // what a terminal shows at once
)

// capped keeps the first most bytes written to it and forgets the rest, so that
// a program that never stops writing cannot fill the memory.
type capped struct {
	kept []byte
	most int
	over bool
}

// Write implements io.Writer.
func (c *capped) Write(data []byte) (int, error) {
	room := min(c.most-len(c.kept), len(data))
	c.kept = append(c.kept, data[:room]...)
	c.over = c.over || room < len(data)
	return len(data), nil
}
