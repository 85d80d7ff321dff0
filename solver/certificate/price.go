package certificate

import (
	"math"
	"slices"
)

// tariff is what a proof makes each part of a choice cost in one class.
type tariff struct {
	s     *stage
	class *class
	steps [][]int64 // per position and step: its instances
	rates []int64   // per position: processing 1 kbit/s
	turn  int64     // 1 kbit/s over the way to the place, at least 0
	base  int64     // whatever the choice
	// lows and highs bound the rates of the choice looked at.
	lows, highs []int64
}

// tariff prices a class.
func (s *stage) tariff(c int, p *Proof, rows []*row) *tariff {
	class, n := &s.classes[c], len(s.chain)
	t := &tariff{s: s, class: class, turn: s.half(p) * class.reach, lows: make([]int64, n), highs: make([]int64, n)}
	phi := p.Potentials[class.place*(n+1) : (class.place+1)*(n+1)]
	t.base = phi[n]*class.end - phi[0]*class.begin
	for i := range s.chain {
		t.rates = append(t.rates, phi[i]-phi[i+1])
		var costs []int64
		for k := range s.chain[i].steps {
			costs = append(costs, p.of(s.chain[i].steps[k].cost))
		}
		t.steps = append(t.steps, costs)
	}
	for r, row := range rows {
		switch {
		case row.kind == Instances && row.members[c]:
			for k, coef := range row.coefs {
				t.steps[row.at][k] -= p.Duals[r] * coef
			}
		case row.kind == HostLink && row.of == c:
			t.turn -= p.Duals[r]
		}
	}
	return t
}

// of returns a cost in the proof's unit, rounded down, which keeps bounds valid.
func (p *Proof) of(cost int64) int64 {
	if p.Fine >= 0 {
		return cost << p.Fine
	}
	return cost >> -p.Fine
}

// half is what 1 kbit/s costs on half a link.
func (s *stage) half(p *Proof) int64 { return p.of(int64(s.p.Prices.Bandwidth(1))) / 2 }

// window returns between which rates a host with room for most uses a step of
// position i.
func (s *stage) window(i int, step int32, most int64) (low, high int64) {
	if step == 0 {
		return 0, 0
	}
	k := &s.chain[i].steps[step]
	return max(k.low, k.full-s.waste[i]), min(k.rate, most)
}

// least returns the least cost of a choice, or, once that is known to be at least
// stop, some bound on it that is at least stop.
func (t *tariff) least(choice []int32, stop int64) int64 {
	cost := t.base
	quick := t.turn * abs(t.class.begin-t.class.end)
	for i, step := range choice {
		t.lows[i], t.highs[i] = t.s.window(i, step, t.class.cap)
		cost += t.steps[i][step]
		quick += min(t.rates[i]*t.lows[i], t.rates[i]*t.highs[i])
	}
	if cost+quick >= stop {
		return cost + quick
	}
	return cost + t.flow()
}

// flow returns the least cost of rates within bounds: what is processed costs by
// position, and what differs from one position to the next, from the first type
// sent or to the last taken in, crosses the way to the place. The function is
// convex and piecewise linear, and bends only where a rate meets a bound or a
// neighbour, so that rates among all bounds suffice: the dynamic program tries
// them all.
func (t *tariff) flow() int64 {
	values := append([]int64{t.class.begin, t.class.end}, t.lows...)
	values = append(values, t.highs...)
	slices.Sort(values)
	values = slices.Compact(values)
	cost := make([]int64, len(values)) // of all before, if the rate is the value
	for v := range values {
		cost[v] = t.turn * abs(values[v]-t.class.begin)
	}
	for i := range t.lows {
		next := make([]int64, len(values))
		for v, rate := range values {
			next[v] = math.MaxInt64
			if rate < t.lows[i] || rate > t.highs[i] {
				continue
			}
			here := cost[v]
			if i > 0 {
				here = t.reach(cost, values, rate)
			}
			next[v] = here + t.rates[i]*rate
		}
		cost = next
	}
	return t.reach(cost, values, t.class.end)
}

// reach returns the least cost of coming to a rate from any other.
func (t *tariff) reach(cost, values []int64, rate int64) int64 {
	best := int64(math.MaxInt64)
	for u, before := range values {
		if cost[u] < math.MaxInt64 {
			best = min(best, cost[u]+t.turn*abs(rate-before))
		}
	}
	return best
}
