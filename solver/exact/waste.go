package exact

import (
	"math"
	"math/bits"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// mostDearer is how many costs above the least possible are tried per position.
const mostDearer = 3

// noLimit stands for waste without limit.
const noLimit = topo.Rate(math.MaxInt64 / 2)

// wastes returns, per position, how much throughput of its instances may remain
// unused in deployments of a relaxed node that cost less than cutoff. If by the
// node's proof those that spend more on a position cost too much, then whoever
// spends less can buy only so much more than the demand.
func (s *search) wastes(n *node, cutoff solver.Cost) []topo.Rate {
	waste := slices.Repeat([]topo.Rate{noLimit}, s.in.positions())
	grid := s.gridOf(n)
	total, _ := s.evaluate(n.proof, n.limits, n.alive)
	for r, cover := range n.limits {
		// What raises a limit by one raises the proof's bound by its dual.
		price := n.proof.limit[r]
		if price <= 0 || !cover.cover {
			continue // a dearer position raises it by nothing
		}
		// weight leaves room for a few more of what a limit counts.
		for more := range int64(mostDearer) {
			if grid.ceil(n.proof.floor(total+(more+1)*price)) >= cutoff {
				spent := solver.Cost(cover.bound+more) * s.in.weights[cover.position][cover.entry]
				waste[cover.position] = s.in.bought(cover.position, spent) - s.in.demand
				break
			}
		}
	}
	return waste
}

// bought bounds the throughput of instances of position i that cost no more
// than money together.
func (in *instance) bought(i int, money solver.Cost) topo.Rate {
	most := uint64(0)
	for _, o := range in.problem.Offerings(in.position[i]) {
		price := in.problem.Prices.Resources(o.Demand)
		if price <= 0 {
			return noLimit
		}
		high, low := bits.Mul64(uint64(o.Throughput), uint64(money))
		if high >= uint64(price) {
			return noLimit
		}
		rate, _ := bits.Div64(high, low, uint64(price))
		most = max(most, rate)
	}
	return topo.Rate(min(most, uint64(noLimit)))
}

// tighten restricts an instance, whose choices are all listed, to deployments
// that waste no more. It returns false if that leaves a host nothing to choose
// from.
func (in *instance) tighten(waste []topo.Rate) bool {
	tight := *in
	tight.waste, tight.alive = waste, slices.Clone(in.alive)
	for h := range in.hosts {
		from, to := in.poolFor(&in.hosts[h]), tight.poolFor(&in.hosts[h])
		if to == nil {
			return true // too many patterns: stay with those there are
		}
		if tight.alive[h] = translate(in.alive[h], from, to); len(tight.alive[h]) == 0 {
			return false
		}
	}
	*in = tight
	return true
}

// translate returns the choices of one pool that another has too, as the
// other's. Pools list their choices in the same order.
func translate(choices []int32, from, to *pool) []int32 {
	list := make([]int32, 0, len(choices))
	next := 0
	for _, k := range choices {
		steps := from.cellsOf(k)
		for next < len(to.choices) && slices.Compare(to.cellsOf(int32(next)), steps) < 0 {
			next++
		}
		if next < len(to.choices) && slices.Equal(to.cellsOf(int32(next)), steps) {
			list = append(list, int32(next))
		}
	}
	return list
}
