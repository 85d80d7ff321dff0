package exact

import (
	"qanat/solver"
	"qanat/topo"
)

// grid is the set of costs that deployments can have: offset plus a multiple of
// gap.
type grid struct{ offset, gap solver.Cost }

// ceil returns the least cost on the grid that is at least c.
func (g grid) ceil(c solver.Cost) solver.Cost {
	rest := (c - g.offset) % g.gap
	if rest < 0 {
		rest += g.gap
	}
	if rest == 0 {
		return c
	}
	return c + g.gap - rest
}

// below returns the largest cost on the grid that is less than c.
func (g grid) below(c solver.Cost) solver.Cost { return g.ceil(c) - g.gap }

// gridOf returns the costs possible on the fabric. With instances chosen and no
// limits on links, an optimal flow splits traffic only into multiples of what
// instances and demand have in common; any two ways from source to target
// differ by twice the length of some edges. With links limited only whole
// kbit/s are sure.
func (f *field) gridOf(offset solver.Cost, linksLimited bool) grid {
	rate, half := int64(f.in.demand), int64(0)
	for c := range f.classes {
		rate = gcd(rate, int64(f.in.hosts[f.classes[c].hosts[0]].cap))
		half = gcd(half, f.classes[c].reach)
	}
	gap := int64(0)
	for _, steps := range f.in.steps {
		for k := range steps {
			rate = gcd(rate, int64(steps[k].rate))
			gap = gcd(gap, int64(steps[k].cost))
		}
	}
	for _, e := range f.ground.edges {
		half = gcd(half, e.half)
	}
	if linksLimited {
		rate, half = int64(topo.Kbps), 1
	}
	gap = gcd(gap, rate*half*f.in.price(1))
	return grid{offset, max(1, solver.Cost(gap))}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
