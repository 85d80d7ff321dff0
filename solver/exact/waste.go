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
	total := n.total
	if n.proof != n.latest {
		total, _ = s.evaluate(n.proof, n.limits, n.alive)
	}
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

// narrowed is what a limit on waste leaves of a pool's choices.
type narrowed struct {
	from     *pool
	alive    []int32
	kept     []int32 // of those alive
	to       *pool
	newAlive []int32 // those kept, in the new pool
}

// tighten restricts an instance, whose choices are all listed, to deployments
// that waste no more. It returns false if that leaves a host nothing to choose
// from.
func (in *instance) tighten(waste []topo.Rate) bool {
	tight := *in
	tight.waste, tight.hosts, tight.alive = waste, slices.Clone(in.hosts), make([][]int32, len(in.hosts))
	var met []narrowed
	for h := range tight.hosts {
		host := &tight.hosts[h]
		from, alive := in.poolFor(host), in.alive[h]
		k := slices.IndexFunc(met, func(o narrowed) bool { return o.from == from && same(o.alive, alive) })
		if k < 0 {
			kept := tight.thrifty(host, from, alive)
			if len(kept) == 0 {
				return false
			}
			o := narrowed{from: from, alive: alive, kept: kept}
			if k = slices.IndexFunc(met, o.keepsSame); k >= 0 {
				o.to, o.newAlive = met[k].to, met[k].newAlive
			} else {
				o.to, o.newAlive = tight.narrow(host, from, kept)
			}
			k, met = len(met), append(met, o)
		}
		host.pool, tight.alive[h] = met[k].to, met[k].newAlive
	}
	*in = tight
	return true
}

// keepsSame tells whether the same choices of the same pool are left.
func (n *narrowed) keepsSame(o narrowed) bool {
	return n.from == o.from && slices.Equal(n.kept, o.kept)
}

// thrifty returns the choices alive that a host can use without wasting more than
// the instance allows.
func (in *instance) thrifty(h *host, p *pool, alive []int32) []int32 {
	kept := make([]int32, 0, len(alive))
	for _, k := range alive {
		wasteful := false
		for i, cell := range p.cellsOf(k) {
			wasteful = wasteful || in.low(i, int(cell-in.first[i])) > min(h.cap, in.cells[cell].rate)
		}
		if !wasteful {
			kept = append(kept, k)
		}
	}
	return kept
}
