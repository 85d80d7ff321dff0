package chapter2

import (
	"math"

	"qanat/experiments/record"
	"qanat/solver"
)

// Outcome is what one placement cell measured: the result part of its record.
type Outcome struct {
	Arrivals int            `json:"arrivals"`
	Accepted int            `json:"accepted"`
	Status   map[string]int `json:"status"`  // arrivals by what the solver proved
	Methods  map[string]int `json:"methods"` // arrivals by what decided them
	Use      Utilisation    `json:"utilisation"`
	PerChain PerChain       `json:"per_chain"`
	Unproven int            `json:"unproven"`        // accepted without proof of optimality, or undecided
	MaxGap   float64        `json:"max_gap_percent"` // largest (cost-bound)/cost among accepted
	// Costs and Gaps have one value per arrival, in billionths: its cost (-1 if
	// it was rejected) and by how much the cost exceeds its proven bound.
	Costs Column `json:"costs"`
	Gaps  Column `json:"gaps"`
	// What follows differs from run to run.
	Solve Timing `json:"solve"`
	Times Column `json:"times"` // one per arrival
	Audit *Audit `json:"audit,omitempty"`
}

// Utilisation holds time averages of section 2.5.3: allocated over total, from
// 0 to 1.
type Utilisation struct {
	Bandwidth float64            `json:"bandwidth"`
	Resources map[string]float64 `json:"resources"`
	// Throughput is that of the middlebox instances: allocated over what they
	// provide, averaged over middlebox types.
	Throughput float64 `json:"throughput"`
}

// PerChain holds means over the accepted chains, in units of cost (eqs.
// 2.7-2.9).
type PerChain struct {
	Bandwidth float64 `json:"bandwidth"`
	Resources float64 `json:"resources"`
	Total     float64 `json:"total"`
}

// Timing summarises the time per arrival, in milliseconds.
type Timing struct {
	Mean float64 `json:"mean_ms"`
	P50  float64 `json:"p50_ms"`
	P99  float64 `json:"p99_ms"`
	Max  float64 `json:"max_ms"`
}

// Ratio returns the share of arrivals that were accepted.
func (o *Outcome) Ratio() float64 { return float64(o.Accepted) / float64(o.Arrivals) }

// perAccepted returns a mean over the accepted chains; NaN if there are none.
func (o *Outcome) perAccepted(of func(*PerChain) float64) float64 {
	if o.Accepted == 0 {
		return math.NaN()
	}
	return of(&o.PerChain)
}

// The mean costs of an accepted chain: eqs. 2.7, 2.8 and 2.9.
func (o *Outcome) bandwidthCost() float64 {
	return o.perAccepted(func(c *PerChain) float64 { return c.Bandwidth })
}
func (o *Outcome) resourceCost() float64 {
	return o.perAccepted(func(c *PerChain) float64 { return c.Resources })
}
func (o *Outcome) totalCost() float64 {
	return o.perAccepted(func(c *PerChain) float64 { return c.Total })
}

// proves tells whether the solver claimed any proof.
func (o *Outcome) proves() bool {
	return o.Status[solver.Optimal.String()]+o.Status[solver.Infeasible.String()] > 0
}

// fingerprint hashes what must be the same in every run of a cell.
func (o Outcome) fingerprint() (record.Key, error) {
	o.Solve, o.Times, o.Audit = Timing{}, "", nil
	return record.KeyOf(o)
}
