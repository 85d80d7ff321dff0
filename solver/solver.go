package solver

import "context"

// Status says what an Outcome proves.
type Status uint8

// The possible ends of a search.
const (
	// Unsolved: neither a deployment nor a proof that there is none.
	Unsolved Status = iota
	// Feasible: a deployment, not proven optimal.
	Feasible
	// Optimal: a deployment, and Bound equals its cost.
	Optimal
	// Infeasible: a proof that no deployment exists.
	Infeasible
)

// Outcome is a solver's answer to one problem.
type Outcome struct {
	Status     Status
	Deployment *Deployment // nil unless Feasible or Optimal
	// Bound is a proven lower bound on the optimal cost, 0 where none is known.
	Bound Cost
	// Method names what decided, for solvers that choose among several ways
	// ("split", "branch-and-price", "mip"); otherwise the solver's name.
	Method string
	// Reason says in one line why there is no deployment.
	Reason string
	// Order is set by solvers that may deploy a chain in another order than its
	// own (section 2.7): it lists, by new position from 0, the old ones. The
	// deployment then is one of Answers' problem. Nil is the chain's own order.
	Order []int `json:",omitempty"`
}

// Answers returns the problem that the outcome's deployment is a deployment of:
// p, or, where the solver has chosen an order, p with its chain in that order.
// It is the one to be given to Verify, Bill, Reserve and Release. An order that
// leaves out a middlebox or repeats one is an error.
func (o *Outcome) Answers(p *Problem) (*Problem, error) {
	if o.Order == nil {
		return p, nil
	}
	return p.Reordered(o.Order)
}

// Placed tells whether the outcome has a deployment.
func (o *Outcome) Placed() bool { return o.Deployment != nil }

// Proven tells whether the outcome leaves nothing open: no better deployment
// exists, or none at all.
func (o *Outcome) Proven() bool { return o.Status == Optimal || o.Status == Infeasible }

// Solver places and routes one chain at a time. A solver may keep scratch
// memory between calls, so one value is for one goroutine at a time; the same
// sequence of problems always gets the same answers.
//
// Solve returns an error only where it could not do its work (an invalid
// problem, a missing library, a cancelled context); a chain that does not fit
// is an Outcome. When ctx ends it returns what it has.
type Solver interface {
	Solve(ctx context.Context, p *Problem) (Outcome, error)
}
