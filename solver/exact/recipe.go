package exact

import (
	"math"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// recipe is all that depends on the chain, the catalogue and the prices but not
// on the state of the network; consecutive arrivals of a simulation share it.
type recipe struct {
	key recipeKey
	// position maps the reduced chain's positions 1..n, at index 0..n-1, to the
	// chain's. Positions with an offering that demands nothing are left out: it
	// runs on any node, so traffic is processed where it already is.
	position []int
	// steps of each reduced position that fit some node of the empty network.
	// Those of all positions are cells, the ones of position i from first[i] on,
	// and tallies their tallies, per position, entry and step.
	steps   [][]step
	cells   []step
	first   []int32
	tallies [][][]int64
	// weights are the costs of one in each entry of a position's tallies. Those
	// of the last one, where it has a price, must sum up to the position's cover.
	weights [][]solver.Cost
	// covers is the least cost of instances of each reduced position for the
	// whole demand, wherever they may be, and cover their sum; use is the
	// least amount of each resource that all positions need.
	covers []solver.Cost
	cover  solver.Cost
	use    []int64
	// useful is the most of each resource that the chain can use on one host.
	useful []int64
	pools  map[string]*pool
	maker  poolMaker
	text   []byte // of the key looked up last
	// vertices are those of all pools.
	vertices int
}

// recipeKey holds what a recipe was made from, by value.
type recipeKey struct {
	demand    topo.Rate
	prices    solver.Prices
	most      []int64
	offerings [][]solver.Offering
}

// newRecipe returns the recipe of a problem, or nil if there are too many
// efficient steps to enumerate.
func newRecipe(p *solver.Problem, most []int64) *recipe {
	r := &recipe{use: make([]int64, len(most)), useful: make([]int64, len(most)), pools: map[string]*pool{}}
	r.key = recipeKey{p.Chain.Demand, solver.Prices{Alpha: slices.Clone(p.Prices.Alpha), Beta: p.Prices.Beta}, slices.Clone(most), nil}
	for i := 1; i <= len(p.Chain.Middleboxes); i++ {
		offerings := cloneOfferings(p.Offerings(i))
		r.key.offerings = append(r.key.offerings, offerings)
		if slices.ContainsFunc(offerings, free) {
			continue
		}
		covers := efficientSteps(offerings, &p.Prices, p.Chain.Demand, nil)
		steps := efficientSteps(offerings, &p.Prices, p.Chain.Demand, most)
		if covers == nil || steps == nil {
			return nil
		}
		r.position = append(r.position, i)
		r.steps = append(r.steps, steps)
		r.weights = append(r.weights, tallySteps(steps, offerings, &p.Prices))
		r.addCover(covers, p.Chain.Demand)
	}
	r.tabulate()
	return r
}

// tabulate lists steps and tallies in the order in which prices read them, and
// adds up what steps demand at most.
func (r *recipe) tabulate() {
	for i, steps := range r.steps {
		for k := range r.useful {
			most := int64(0)
			for s := range steps {
				most = max(most, steps[s].demand[k])
			}
			r.useful[k] += most
		}
		r.first = append(r.first, int32(len(r.cells)))
		r.cells = append(r.cells, steps...)
		tallies := make([][]int64, len(r.weights[i]))
		for entry := range tallies {
			for k := range steps {
				tallies[entry] = append(tallies[entry], steps[k].tally[entry])
			}
		}
		r.tallies = append(r.tallies, tallies)
	}
}

// addCover adds a position's least demands to the recipe's bounds.
func (r *recipe) addCover(covers []step, demand topo.Rate) {
	cost := solver.Cost(math.MaxInt64)
	use := make([]int64, len(r.use))
	for k := range use {
		use[k] = math.MaxInt64
	}
	for _, c := range covers {
		if c.rate < demand {
			continue
		}
		cost = min(cost, c.cost)
		for k, d := range c.demand {
			use[k] = min(use[k], d)
		}
	}
	r.covers = append(r.covers, cost)
	r.cover += cost
	for k := range use {
		r.use[k] += use[k]
	}
}

// free tells whether any number of instances fits anywhere.
func free(o solver.Offering) bool {
	return o.Throughput > 0 && !slices.ContainsFunc(o.Demand, func(d int64) bool { return d > 0 })
}

// fits tells whether the recipe was made for this problem.
func (r *recipe) fits(p *solver.Problem, most []int64) bool {
	if p.Chain.Demand != r.key.demand || p.Prices.Beta != r.key.prices.Beta ||
		!slices.Equal(p.Prices.Alpha, r.key.prices.Alpha) || !slices.Equal(most, r.key.most) ||
		len(p.Chain.Middleboxes) != len(r.key.offerings) {
		return false
	}
	for i, offerings := range r.key.offerings {
		if !slices.EqualFunc(offerings, p.Offerings(i+1), equalOffering) {
			return false
		}
	}
	return true
}

func equalOffering(a, b solver.Offering) bool {
	return a.Throughput == b.Throughput && slices.Equal(a.Demand, b.Demand)
}

func cloneOfferings(offerings []solver.Offering) []solver.Offering {
	copies := slices.Clone(offerings)
	for i := range copies {
		copies[i].Demand = slices.Clone(copies[i].Demand)
	}
	return copies
}
