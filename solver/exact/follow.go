package exact

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// follow reads a deployment off the solution of an integral node on the links
// themselves, where no rate is far from whole kbit/s. It keeps the deployment if
// it verifies and is as good as the node promises.
func (s *search) follow(n *node, perHost [][][]int) bool {
	in := s.in
	rates, arcs := s.whole(n)
	d := draft{in: in}
	d.freely(in.problem.Chain.Source, 0, in.demand)
	for c := range s.classes {
		h := &in.hosts[s.classes[c].hosts[0]]
		before := topo.Rate(0)
		if h.role == source {
			before = in.demand
		}
		for i, rate := range append(rates[c], 0) {
			if i == in.positions() && h.role == target {
				rate = in.demand
			}
			if i < in.positions() && rate > 0 {
				_, within := in.stock(i, perHost[s.classes[c].hosts[0]][i])
				if in.cheapest(i, rate, within) == nil {
					return false
				}
				d.process(h.node, i, rate, within)
			}
			d.leaf(h, i, before-rate)
			before = rate
		}
	}
	for e, edge := range s.ground.edges {
		for i := range s.types {
			a := topo.Arc(2 * edge.link)
			d.carry(i, a, arcs[e][2*i]-min(arcs[e][2*i], arcs[e][2*i+1]))
			d.carry(i, a.Reverse(), arcs[e][2*i+1]-min(arcs[e][2*i], arcs[e][2*i+1]))
		}
	}
	cost := d.out.Bill(in.problem).Total()
	if cost > n.bound || cost >= s.best || solver.Verify(in.problem, &d.out) != nil {
		return false
	}
	s.best, s.found = cost, &d.out
	return true
}

// leaf sends what a leaf emits of a type, or what it takes in if negative, over
// its link.
func (d *draft) leaf(h *host, i int, out topo.Rate) {
	if h.link < 0 {
		return
	}
	a := d.in.land.graph.Out(h.node)[0]
	d.carry(i, a, out)
	d.carry(i, a.Reverse(), -out)
}

// whole returns the rates of the node's solution in kbit/s: per class and
// position, and per edge, type and direction.
func (s *search) whole(n *node) (rates, arcs [][]topo.Rate) {
	z, x := make([][]float64, len(s.classes)), make([][]float64, len(s.ground.edges))
	for c := range z {
		z[c] = make([]float64, s.in.positions())
	}
	for e := range x {
		x[e] = make([]float64, 2*s.types)
	}
	for r := range n.basis.Basic {
		label, value := n.basis.Basic[r].Label, n.basis.Value[r]
		switch k := label &^ kindMask; label & kindMask {
		case patternColumn:
			p, v := s.classes[k>>32].pool, int(uint32(label))
			for i, share := range p.share(int32(v)) {
				z[k>>32][i] += value * share
			}
		case arcColumn:
			// The first direction leads from the link's end A to B.
			x[k>>9][k&511] += value
		}
	}
	round := func(f [][]float64) [][]topo.Rate {
		list := make([][]topo.Rate, len(f))
		for k := range f {
			for _, v := range f[k] {
				list[k] = append(list[k], topo.Rate(math.Round(v*float64(s.in.demand))))
			}
		}
		return list
	}
	return round(z), round(x)
}
