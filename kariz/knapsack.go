package kariz

import (
	"math"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// cover is a cheapest set of instances that provides a throughput on a node.
type cover struct {
	ok      bool        // whether there is one
	cost    solver.Cost // eq. 2.8
	counts  []int       // instances of each offering
	amounts []int64     // of each resource
	items   int
}

// knapsack answers the two questions of section 2.4.1 about a node, both
// multidimensional knapsacks: the most throughput its free resources allow, and
// the cheapest instances for a throughput. It searches exactly, depth first over
// offerings, and remembers answers: nodes are many but their states are few.
type knapsack struct {
	boxes [][]solver.Offering // by position less one
	alpha []solver.Cost
	first bool // minimise the first resource before the cost

	// priced are boxes with cost as the only resource, vast an unlimited node.
	priced [][]solver.Offering
	vast   []int64

	rooms  memo[topo.Rate]
	shares memo[topo.Rate]
	purse  [1]int64
	covers memo[cover]
	box    []solver.Offering // being searched
	free   []int64
	left   []int64 // of free, not yet taken
	used   []int64 // of free, taken
	counts []int
	best   cover
}

// prepare sets the knapsack to the offerings and prices of p. What it remembers
// stays valid while they stay the same.
func (k *knapsack) prepare(p *solver.Problem, first bool) {
	n := len(p.Chain.Middleboxes)
	same := len(k.boxes) == n && k.first == first && slices.Equal(k.alpha, p.Prices.Alpha)
	for i := 0; same && i < n; i++ {
		same = slices.EqualFunc(k.boxes[i], p.Offerings(i+1), equalOffering)
	}
	if same {
		return
	}
	k.first, k.alpha = first, slices.Clone(p.Prices.Alpha)
	k.boxes, k.priced, k.vast = nil, nil, nil
	for range k.alpha {
		k.vast = append(k.vast, math.MaxInt64/2)
	}
	for i := range n {
		k.boxes = append(k.boxes, slices.Clone(p.Offerings(i+1)))
		k.priced = append(k.priced, slices.Clone(p.Offerings(i+1)))
		for j, o := range k.boxes[i] {
			k.boxes[i][j].Demand = slices.Clone(o.Demand)
			k.priced[i][j].Demand = []int64{int64(p.Prices.Resources(o.Demand))}
		}
	}
	k.rooms.clear()
	k.shares.clear()
	k.covers.clear()
}

func equalOffering(a, b solver.Offering) bool {
	return a.Throughput == b.Throughput && slices.Equal(a.Demand, b.Demand)
}

// room returns max(z_nv): the most throughput, up to limit, of instances for a
// position that fit into the free resources.
func (k *knapsack) room(position int, free []int64, limit topo.Rate) topo.Rate {
	answer, known := k.rooms.find(position, limit, free)
	if !known {
		k.begin(k.boxes[position-1], free)
		*answer = k.fill(0, limit, 0)
	}
	return *answer
}

// fill returns the most throughput of offerings from j on in what is left, on
// top of rate, and at most limit.
func (k *knapsack) fill(j int, limit, rate topo.Rate) topo.Rate {
	if j == len(k.box) || rate >= limit {
		return min(rate, limit)
	}
	o := &k.box[j]
	best := rate
	for count := k.most(o, limit-rate); count >= 0 && best < limit; count-- {
		k.take(o, count)
		best = max(best, k.fill(j+1, limit, rate+topo.Rate(count)*o.Throughput))
		k.take(o, -count)
	}
	return best
}

// cover returns the cheapest instances for a position that provide rate within
// the free resources. Among equally cheap ones it prefers the least use of each
// resource in their order, then the fewest instances, then more of the
// offerings listed first. The answer is good until the next call.
func (k *knapsack) cover(position int, free []int64, rate topo.Rate) *cover {
	answer, known := k.covers.find(position, rate, free)
	if !known {
		k.begin(k.boxes[position-1], free)
		k.choose(0, rate, 0)
		*answer = cover{k.best.ok, k.best.cost, slices.Clone(k.best.counts), slices.Clone(k.best.amounts), k.best.items}
	}
	return answer
}

// choose decides the counts of offerings from j on, which cost that much so far
// and still lack rate.
func (k *knapsack) choose(j int, rate topo.Rate, cost solver.Cost) {
	if rate <= 0 {
		clear(k.counts[j:])
		k.keep(cost)
		return
	}
	if j == len(k.box) || k.best.ok && !k.first && cost+k.atLeast(j, rate) > k.best.cost {
		return
	}
	o := &k.box[j]
	each := k.price(o)
	for count := k.most(o, rate); count >= 0; count-- {
		k.counts[j] = count
		k.take(o, count)
		k.choose(j+1, rate-topo.Rate(count)*o.Throughput, cost+solver.Cost(count)*each)
		k.take(o, -count)
	}
}

// atLeast bounds from below what rate costs with offerings from j on.
func (k *knapsack) atLeast(j int, rate topo.Rate) solver.Cost {
	least := solver.Cost(-1)
	for i := range k.box[j:] {
		o := &k.box[j+i]
		if bound := solver.Cost(rate/o.Throughput) * k.price(o); least < 0 || bound < least {
			least = bound
		}
	}
	return least
}

// keep notes the counts if they are better than the best so far.
func (k *knapsack) keep(cost solver.Cost) {
	items := 0
	for _, count := range k.counts {
		items += count
	}
	for r, free := range k.free {
		k.used[r] = free - k.left[r]
	}
	if k.best.ok && !k.better(cost, items) {
		return
	}
	k.best.ok, k.best.cost, k.best.items = true, cost, items
	copy(k.best.counts, k.counts)
	copy(k.best.amounts, k.used)
}

// better compares the cover at hand with the best so far.
func (k *knapsack) better(cost solver.Cost, items int) bool {
	b := &k.best
	if k.first && k.used[0] != b.amounts[0] {
		return k.used[0] < b.amounts[0]
	}
	if cost != b.cost {
		return cost < b.cost
	}
	if order := slices.Compare(k.used, b.amounts); order != 0 {
		return order < 0
	}
	return items < b.items
}

// cheapest returns the least cost of instances that provide rate on a node of
// unlimited size.
func (k *knapsack) cheapest(position int, rate topo.Rate) solver.Cost {
	return k.cover(position, k.vast, rate).cost
}

// within returns the most throughput, up to limit, of instances that together
// cost less than budget.
func (k *knapsack) within(position int, budget solver.Cost, limit topo.Rate) topo.Rate {
	if budget <= 0 {
		return 0
	}
	k.purse[0] = int64(budget - 1)
	answer, known := k.shares.find(position, limit, k.purse[:])
	if !known {
		k.begin(k.priced[position-1], k.purse[:])
		*answer = k.fill(0, limit, 0)
	}
	return *answer
}

// least returns the least that one kbit/s of throughput costs, rounded down, and
// the cheapest instance.
func (k *knapsack) least(position int) (unit, instance solver.Cost) {
	unit, instance = math.MaxInt64, math.MaxInt64
	for _, o := range k.priced[position-1] {
		price := solver.Cost(o.Demand[0])
		unit = min(unit, price/solver.Cost(o.Throughput))
		instance = min(instance, price)
	}
	return unit, instance
}

// begin starts a search for instances out of box within these free resources.
func (k *knapsack) begin(box []solver.Offering, free []int64) {
	k.box, k.free = box, free
	k.left = append(k.left[:0], free...)
	k.used = resize(k.used, len(free))
	k.counts = resize(k.counts, len(k.box))
	k.best.ok = false
	k.best.counts = resize(k.best.counts, len(k.box))
	k.best.amounts = resize(k.best.amounts, len(free))
}

// most returns how many instances of o what is left can hold, and no more than
// rate needs.
func (k *knapsack) most(o *solver.Offering, rate topo.Rate) int {
	count := int64((rate + o.Throughput - 1) / o.Throughput)
	for r, d := range o.Demand {
		if d > 0 {
			count = min(count, k.left[r]/d)
		}
	}
	return int(count)
}

// take takes count instances of o out of what is left.
func (k *knapsack) take(o *solver.Offering, count int) {
	for r, d := range o.Demand {
		k.left[r] -= int64(count) * d
	}
}

// price returns the cost of one instance (eq. 2.8).
func (k *knapsack) price(o *solver.Offering) solver.Cost {
	var sum solver.Cost
	for r, d := range o.Demand {
		sum += k.alpha[r] * solver.Cost(d)
	}
	return sum
}

// resize returns a slice of n elements, s itself where it is large enough.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
