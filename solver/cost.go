package solver

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"qanat/topo"
)

// Cost is an amount of cost in billionths of the unit of eq. 2.9. It is an
// integer, so two costs are equal or they are not.
type Cost int64

// Unit is a cost of 1: in the thesis' evaluation, one CPU core.
const Unit Cost = 1_000_000_000

// ParseCost reads a decimal number such as "1" or "0.01". A negative number, or
// one with more than nine decimals, is an error.
func ParseCost(s string) (Cost, error) {
	value, ok := new(big.Rat).SetString(strings.TrimSpace(s))
	if !ok || strings.ContainsAny(s, "/eE") {
		return 0, fmt.Errorf("cost %q is not a decimal number: write for example 0.01", s)
	}
	value.Mul(value, new(big.Rat).SetInt64(int64(Unit)))
	if value.Sign() < 0 || !value.IsInt() || !value.Num().IsInt64() {
		return 0, fmt.Errorf("cost %q: use a number from 0 to 9 billion with at most nine decimals", s)
	}
	return Cost(value.Num().Int64()), nil
}

// Float returns the cost in units, for tables, plots and floating-point
// solvers.
func (c Cost) Float() float64 { return float64(c) / float64(Unit) }

// String writes the cost in units without trailing zeros.
func (c Cost) String() string { return strconv.FormatFloat(c.Float(), 'f', -1, 64) }

// Prices are the coefficients of the objective.
type Prices struct {
	// Alpha is alpha_r of eq. 2.8: the cost of one unit of each resource, in
	// the order of the network's resources.
	Alpha []Cost
	// Beta is beta of eq. 2.7: the cost of 1 Mbit/s on one link. It must be a
	// multiple of 1,000 billionths, so that 1 kbit/s has an exact cost.
	Beta Cost
}

// ThesisPrices are section 2.5.1's: 1 per core and 0.01 per Mbit/s and link
// ("1%": the ratio of a host's 20 cores to its 2,000 Mbit/s).
func ThesisPrices() Prices { return Prices{Alpha: []Cost{Unit}, Beta: Unit / 100} }

// Bandwidth returns the cost of rate on one link (eq. 2.7).
func (p *Prices) Bandwidth(rate topo.Rate) Cost { return p.Beta / 1000 * Cost(rate) }

// Resources returns the cost of a demand vector (eq. 2.8).
func (p *Prices) Resources(demand []int64) Cost {
	var sum Cost
	for r, d := range demand {
		sum += p.Alpha[r] * Cost(d)
	}
	return sum
}
