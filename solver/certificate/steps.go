package certificate

import (
	"fmt"
	"math"
	"slices"

	"qanat/solver"
)

// position is one of the chain's that demands something. The others run on any
// node at no cost, so traffic passes them wherever it is.
type position struct {
	number    int // 1..n
	offerings []solver.Offering
	steps     []step
	cover     int64 // the least cost of instances for the whole demand
}

// step is a multiset of instances. With others that serve at least as much and
// take no more of any resource it is of no use; and where a smaller one serves
// the traffic, the smaller one does: so some cheapest deployment has on each host
// only the steps listed, each serving more than low.
type step struct {
	counts []int64
	demand []int64
	cost   int64
	full   int64 // throughput
	rate   int64 // throughput, at most the chain's demand
	low    int64
}

// manySteps, manyTries and manyChoices bound what the checker enumerates.
const manySteps, manyTries, manyChoices = 20_000, 1_000_000, 1_000_000

// position derives the i-th position of the chain, 1..n.
func (k *checker) position(i int) (position, error) {
	p := position{number: i, offerings: k.p.Offerings(i)}
	for _, o := range p.offerings {
		if err := k.fathom(&o); err != nil {
			return p, err
		}
	}
	var err error
	if p.cover, err = k.cover(p.offerings, func(o *solver.Offering) int64 { return int64(k.p.Prices.Resources(o.Demand)) }); err != nil {
		return p, err
	}
	all, err := k.multisets(p.offerings)
	if err != nil {
		return p, err
	}
	for i := range all {
		if !slices.ContainsFunc(p.steps, func(s step) bool { return dominates(&s, &all[i]) }) {
			p.steps = slices.DeleteFunc(p.steps, func(s step) bool { return dominates(&all[i], &s) })
			p.steps = append(p.steps, all[i])
		}
	}
	for a := range p.steps {
		for b := range p.steps {
			if a != b && fits(p.steps[b].demand, p.steps[a].demand) {
				p.steps[a].low = max(p.steps[a].low, p.steps[b].rate)
			}
		}
	}
	return p, nil
}

// largest is what no cost or amount that the checker adds up may exceed, so that
// 64 bits hold every sum.
const largest = 1 << 55

// fathom checks that so many instances of an offering as the demand could need
// cost and take amounts that 64 bits hold.
func (k *checker) fathom(o *solver.Offering) error {
	times := float64(k.demand)/math.Max(1, float64(o.Throughput)) + 1
	for r, d := range o.Demand {
		if times*float64(d)*math.Max(1, float64(k.p.Prices.Alpha[r])) > largest {
			return fmt.Errorf("offering %s: its costs or demands are too large for the checker", o.Name)
		}
	}
	return nil
}

// dominates tells whether b is of no use beside a; of two alike the one with
// fewer of the first offerings stays.
func dominates(a, b *step) bool {
	if a.rate < b.rate || !fits(a.demand, b.demand) {
		return false
	}
	return a.rate > b.rate || !fits(b.demand, a.demand) || slices.Compare(a.counts, b.counts) < 0
}

func fits(demand, free []int64) bool {
	for r := range free {
		if demand[r] > free[r] {
			return false
		}
	}
	return true
}

// multisets returns all that some node of the network could hold and that have
// of no offering more than the demand needs, none of anything first.
func (k *checker) multisets(offerings []solver.Offering) ([]step, error) {
	list := []step{{counts: make([]int64, len(offerings)), demand: make([]int64, len(k.largest))}}
	for o := range offerings {
		if offerings[o].Throughput < 1 {
			continue
		}
		for _, from := range slices.Clone(list) {
			for n := int64(1); (n-1)*int64(offerings[o].Throughput) < k.demand; n++ {
				s := k.with(&from, o, n, &offerings[o])
				if !fits(s.demand, k.largest) {
					break
				}
				if list = append(list, s); len(list) > manySteps {
					return nil, fmt.Errorf("middlebox with %d offerings: too many ways to combine them for the checker", len(offerings))
				}
			}
		}
	}
	return list, nil
}

// with returns a step with n instances of offering o more.
func (k *checker) with(from *step, o int, n int64, offering *solver.Offering) step {
	s := step{counts: slices.Clone(from.counts), demand: slices.Clone(from.demand)}
	s.counts[o] += n
	for r, d := range offering.Demand {
		s.demand[r] += n * d
	}
	s.cost = int64(k.p.Prices.Resources(s.demand))
	s.full = from.full + n*int64(offering.Throughput)
	s.rate = min(k.demand, s.full)
	return s
}

// cover returns the least weight of instances that serve the whole demand,
// wherever they may be.
func (k *checker) cover(offerings []solver.Offering, weight func(*solver.Offering) int64) (int64, error) {
	tries := 0
	var least func(o int, left int64) int64
	least = func(o int, left int64) int64 {
		if tries++; left <= 0 {
			return 0
		}
		if o == len(offerings) || tries > manyTries {
			return math.MaxInt64
		}
		best := least(o+1, left)
		throughput := int64(offerings[o].Throughput)
		for n := int64(1); throughput > 0 && (n-1)*throughput < left; n++ {
			if rest := least(o+1, left-n*throughput); rest < math.MaxInt64 {
				best = min(best, n*weight(&offerings[o])+rest)
			}
		}
		return best
	}
	best := least(0, k.demand)
	if tries > manyTries {
		return 0, fmt.Errorf("middlebox with %d offerings: too many ways to combine them for the checker", len(offerings))
	}
	return best, nil
}
