package exact

import (
	"cmp"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// step is one efficient way to serve a position on one host: a multiset of
// instances such that no other multiset takes no more of every resource and
// serves as much. Some optimal deployment uses on every host only steps, and
// each only for more traffic than a smaller step could serve; the search is
// restricted to such deployments.
type step struct {
	counts []int // per offering of the position
	// tally is what a search branches on: the counts, and, where a position has
	// several offerings, the cost in units of all steps' greatest common part.
	tally  []int64
	demand []int64 // per resource
	cost   solver.Cost
	full   topo.Rate // throughput
	rate   topo.Rate // throughput, at most the chain's demand
	// low is the most that a step with no more of any resource serves: this
	// step is used only for rates above it.
	low topo.Rate
}

// limits that keep the enumerations from exhausting memory; beyond them the
// solver says that the problem is too large for it.
const maxSteps = 4000

// efficientSteps returns the efficient multisets of offerings that fit into
// most (nil: any), beginning with the empty one, in order of cost. It returns
// nil if there are more than maxSteps.
func efficientSteps(offerings []solver.Offering, prices *solver.Prices, demand topo.Rate, most []int64) []step {
	resources := len(prices.Alpha)
	steps := []step{{counts: make([]int, len(offerings)), demand: make([]int64, resources)}}
	for o := range offerings {
		if offerings[o].Throughput < 1 {
			continue
		}
		var grown []step
		for _, from := range steps {
			for fits(from.demand, most) {
				grown = append(grown, from)
				if from.rate >= demand || len(grown) > 50*maxSteps {
					break
				}
				from = from.plus(o, &offerings[o], prices, demand)
			}
		}
		if steps = efficient(grown); len(steps) > maxSteps {
			return nil
		}
	}
	for i := range steps {
		for j := range steps {
			if i != j && fits(steps[j].demand, steps[i].demand) {
				steps[i].low = max(steps[i].low, steps[j].rate)
			}
		}
	}
	return steps
}

// tallySteps fills in the tallies of a position's steps and returns the weight
// of each entry: the cost of one.
func tallySteps(steps []step, offerings []solver.Offering, prices *solver.Prices) []solver.Cost {
	var weights []solver.Cost
	for o := range offerings {
		weights = append(weights, prices.Resources(offerings[o].Demand))
	}
	unit := int64(0)
	for k := range steps {
		unit = gcd(unit, int64(steps[k].cost))
	}
	several := len(offerings) > 1 && unit > 0
	if several {
		weights = append(weights, solver.Cost(unit))
	}
	for k := range steps {
		s := &steps[k]
		for _, c := range s.counts {
			s.tally = append(s.tally, int64(c))
		}
		if several {
			s.tally = append(s.tally, int64(s.cost)/unit)
		}
	}
	return weights
}

// plus returns the step with one more instance of offering o.
func (s step) plus(o int, offering *solver.Offering, prices *solver.Prices, demand topo.Rate) step {
	s.counts = slices.Clone(s.counts)
	s.counts[o]++
	s.demand = slices.Clone(s.demand)
	for r, d := range offering.Demand {
		s.demand[r] += d
	}
	s.cost = prices.Resources(s.demand)
	s.full += offering.Throughput
	s.rate = min(demand, s.full)
	return s
}

// efficient drops every step that another one dominates; of two alike the one
// with fewer of the first offerings stays.
func efficient(steps []step) []step {
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), slices.Compare(a.demand, b.demand), cmp.Compare(b.rate, a.rate), slices.Compare(a.counts, b.counts))
	})
	var kept []step
	for i := range steps {
		dominated := slices.ContainsFunc(kept, func(k step) bool {
			return k.rate >= steps[i].rate && fits(k.demand, steps[i].demand)
		})
		if !dominated {
			kept = append(kept, steps[i])
		}
	}
	return kept
}

// fits tells whether demand fits into free in every resource.
func fits(demand, free []int64) bool {
	for r := range free {
		if demand[r] > free[r] {
			return false
		}
	}
	return true
}
