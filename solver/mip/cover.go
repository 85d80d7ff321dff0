package mip

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// cover appends the integer cover rows of every position.
func (m *Model) cover(p *solver.Problem) {
	for i := 1; i < p.Positions()-1; i++ {
		offerings := p.Offerings(i)
		for k, o := range offerings {
			if o.Throughput > 0 {
				m.coverRow(i, k, float64(ceilDiv(p.Chain.Demand, o.Throughput)), func(c *Column) float64 {
					return float64(ceilDiv(offerings[c.Offering].Throughput, o.Throughput))
				})
			}
		}
		if cheapest, known := cheapestCover(p, offerings); known && cheapest > 0 {
			m.coverRow(i, len(offerings), cheapest.Float(), func(c *Column) float64 { return c.Cost })
		}
	}
}

// coverRow appends Σ weight(y) y >= rhs over the instances of position i.
func (m *Model) coverRow(i, k int, rhs float64, weight func(*Column) float64) {
	row := Row{Equation: "cover", Place: [2]int{i, k}, Sense: AtLeast, RHS: rhs}
	for j := range m.Columns {
		if c := &m.Columns[j]; c.Symbol == Y && c.Position == i && weight(c) != 0 {
			row.Terms = append(row.Terms, Term{j, weight(c)})
		}
	}
	m.Rows = append(m.Rows, row)
}

// coverSteps limits the table of cheapestCover; finer demands get no such row.
const coverSteps = 100_000

// cheapestCover returns the least cost of instances whose throughputs sum to b̄
// or more, wherever they are placed: an unbounded covering knapsack, in steps of
// the rates' common divisor.
func cheapestCover(p *solver.Problem, offerings []solver.Offering) (cost solver.Cost, known bool) {
	step := p.Chain.Demand
	for _, o := range offerings {
		step = gcd(step, o.Throughput)
	}
	steps := p.Chain.Demand / step
	if steps > coverSteps {
		return 0, false
	}
	best := make([]solver.Cost, steps+1)
	for k := topo.Rate(1); k <= steps; k++ {
		best[k] = math.MaxInt64
		for _, o := range offerings {
			before := best[max(0, k-o.Throughput/step)]
			if price := p.Prices.Resources(o.Demand); o.Throughput > 0 && before < math.MaxInt64-price {
				best[k] = min(best[k], before+price)
			}
		}
	}
	return best[steps], best[steps] < math.MaxInt64
}

func gcd[T ~int64](a, b T) T {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
