package certificate

import "slices"

// grid is the set of costs possible: offset plus a multiple of gap.
type grid struct{ offset, gap int64 }

// beaten returns the least number such that no cost of the grid from it on is
// below the goal.
func (g grid) beaten(goal int64) int64 {
	rest := (goal - 1 - g.offset) % g.gap
	if rest < 0 {
		rest += g.gap
	}
	return goal - rest
}

// grids returns the costs possible while no row limits links, and all others.
// With instances chosen, the cheapest flow on a tree splits traffic only into
// multiples of what the demand, all throughputs and all caps have in common, and
// any two ways between source and target differ by twice the length of some
// edges. Otherwise only whole kbit/s are sure.
func (s *stage) grids() (strict, loose grid) {
	rate, costs, kbps := s.demand, int64(0), int64(s.p.Prices.Bandwidth(1))
	for c := range s.classes {
		rate = gcd(rate, s.classes[c].cap)
	}
	for i := range s.chain {
		for k := range s.chain[i].steps {
			rate = gcd(rate, s.chain[i].steps[k].rate)
			costs = gcd(costs, s.chain[i].steps[k].cost)
		}
	}
	loose.gap = max(1, gcd(costs, kbps))
	if !s.tree || s.far%2 != 0 {
		return loose, loose
	}
	strict.gap = max(1, gcd(costs, rate*max(1, s.gap)*kbps))
	strict.offset = s.demand * kbps * (s.far / 2)
	return strict, loose
}

// gridOf returns the costs possible in a part.
func (s *stage) gridOf(p *part) grid {
	if slices.ContainsFunc(p.rows, func(r *row) bool { return r.kind != Instances }) {
		return s.loose
	}
	return s.strict
}
