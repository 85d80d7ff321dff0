package placement

import "qanat/solver"

// Result is what one simulation measured, over the arrivals that count.
type Result struct {
	Arrivals, Accepted int
	// Statuses and Methods count arrivals by what the solver proved and by what
	// decided.
	Statuses map[solver.Status]int
	Methods  map[string]int
	// Time averages from 0 to 1 (section 2.5.3): allocated over total bandwidth
	// of all links; the same of each resource of all nodes; and the instance
	// throughput, allocated over provided, averaged over the middleboxes.
	Bandwidth  float64
	Resources  []float64
	Throughput float64
	// Sums over the accepted chains of eqs. 2.7 and 2.8.
	Cost solver.Bill
}

// AcceptanceRatio is accepted over arrived (section 2.5.2), 0 to 1.
func (r *Result) AcceptanceRatio() float64 { return float64(r.Accepted) / float64(r.Arrivals) }

// PerChain returns the mean costs of accepted chains in units of eq. 2.9
// (section 2.5.4), zeros if there are none.
func (r *Result) PerChain() (bandwidth, resources, total float64) {
	if r.Accepted == 0 {
		return 0, 0, 0
	}
	n := float64(r.Accepted)
	return r.Cost.Bandwidth.Float() / n, r.Cost.Resources.Float() / n, r.Cost.Total().Float() / n
}

func (r *Result) count(p *solver.Problem, o *solver.Outcome) {
	if r.Methods == nil {
		r.Statuses, r.Methods = map[solver.Status]int{}, map[string]int{}
	}
	r.Arrivals++
	r.Statuses[o.Status]++
	r.Methods[o.Method]++
	if o.Placed() {
		bill := o.Deployment.Bill(p)
		r.Accepted++
		r.Cost.Bandwidth += bill.Bandwidth
		r.Cost.Resources += bill.Resources
	}
}
