package mip

import (
	"math"

	"qanat/solver"
)

// Proof is what a backend claims to have proven.
type Proof uint8

// The claims a backend can make.
const (
	Nothing    Proof = iota
	Optimum          // no column values cost less than Answer.Values
	Infeasible       // no column values satisfy the rows
)

// Answer is a MIP backend's result for a Model.
type Answer struct {
	Proof  Proof
	Values []float64 // one per column, nil where none was found
	// Bound is a lower bound on the objective that holds without Proof; any
	// value that is not finite means that there is none.
	Bound  float64
	Reason string // why there are no Values, in one line
}

// Conclude turns a backend's answer into an outcome. The deployment is made of
// whole kbit/s and verified. Its status is Optimal only if the backend proved
// its values optimal and rounding left their cost where it was.
//
// A proof in floating point becomes the integer Outcome.Bound as lowerBound
// explains; a feasible deployment whose cost is above it stays Feasible.
func Conclude(p *solver.Problem, m *Model, method string, a Answer) solver.Outcome {
	o := solver.Outcome{Method: method, Reason: a.Reason}
	if a.Proof == Infeasible {
		o.Status = solver.Infeasible
		return o
	}
	claim := a.Bound
	if a.Proof == Optimum {
		claim = m.Objective(a.Values)
	}
	o.Bound = lowerBound(p, claim)
	if a.Values == nil {
		return o
	}
	d, err := Deployment(p, m, a.Values)
	if err != nil {
		o.Reason = err.Error()
		if a.Proof == Optimum {
			o.Bound = 0 // a claim about values that cannot be believed
		}
		return o
	}
	cost := d.Bill(p).Total()
	o.Status, o.Deployment, o.Reason = solver.Feasible, d, ""
	if o.Bound >= cost {
		o.Status, o.Bound = solver.Optimal, cost
	}
	return o
}

// The error allowed for in a claimed optimum or bound v: absolute, in cost
// units, and relative. Backends stop at relative gaps of 1e-9 and accept 1e-7
// of an instance as a whole one.
const (
	absoluteError = 2e-7
	relativeError = 1e-9
)

// lowerBound turns a claimed lower bound, in cost units, into a safe one in
// billionths. The claim is lowered by the errors above and rounded down. Since
// the cost of every deployment is a multiple of costGrid, the result may then
// be raised to the next multiple. Where the grid is coarser than the error
// (1e-5 with the thesis' prices), a proven optimum thus becomes a bound equal
// to its cost; where it is finer, the bound stays a little below and the
// outcome says no more than it knows.
func lowerBound(p *solver.Problem, claim float64) solver.Cost {
	const most = math.MaxInt64 / 4
	low := math.Floor((claim - absoluteError - relativeError*math.Abs(claim)) * float64(solver.Unit))
	if !(0 < low && low < most) {
		return 0
	}
	grid := costGrid(p)
	return (solver.Cost(low) + grid - 1) / grid * grid
}

// costGrid returns the greatest cost that divides that of every deployment: the
// common divisor of the prices of all instances and of 1 kbit/s on a link.
func costGrid(p *solver.Problem) solver.Cost {
	grid := p.Prices.Bandwidth(1)
	for i := 1; i < p.Positions()-1; i++ {
		for _, o := range p.Offerings(i) {
			grid = gcd(grid, p.Prices.Resources(o.Demand))
		}
	}
	return max(grid, 1)
}
