package exact

import (
	"math"

	"qanat/topo"
)

// realise gives every host instances in the numbers of an integral node. It
// returns false, with the class, if the hosts of a class cannot share theirs.
func (s *search) realise(n *node) (perHost [][][]int, class int) {
	perHost = make([][][]int, len(s.in.hosts))
	y := s.counts(n)
	for c := range s.classes {
		if !n.master.active[c] {
			continue
		}
		total := make([][]int, len(y.first))
		for i, first := range y.first {
			for o := range s.in.steps[i][0].counts {
				total[i] = append(total[i], int(math.Round(y.of(c)[first+o])))
			}
		}
		if hosts := s.classes[c].hosts; len(hosts) == 1 {
			perHost[hosts[0]] = total
		} else if !s.share(n, c, perHost) {
			return nil, c
		}
	}
	return perHost, -1
}

// share deals the instances of a class to its hosts, if the solution has every
// choice a whole number of times.
func (s *search) share(n *node, class int, perHost [][][]int) bool {
	pool, hosts := s.classes[class].pool, s.classes[class].hosts
	use := map[int32]float64{}
	order := []int32{}
	for r := range n.basis.Basic {
		label := n.basis.Basic[r].Label
		if label&kindMask == patternColumn && int(label&^kindMask>>32) == class {
			c := pool.choiceOf[uint32(label)]
			if _, known := use[c]; !known {
				order = append(order, c)
			}
			use[c] += n.basis.Value[r]
		}
	}
	next := 0
	for _, c := range order {
		if !isWhole(use[c]) {
			return false
		}
		for range int(math.Round(use[c])) {
			if next == len(hosts) {
				return false
			}
			counts := make([][]int, len(s.in.steps))
			for i, cell := range pool.cellsOf(c) {
				counts[i] = s.in.cells[cell].counts
			}
			perHost[hosts[next]] = counts
			next++
		}
	}
	return next == len(hosts)
}

// deploy routes the chain through the given instances in the real network and
// keeps the result if it is better than the best known.
func (s *search) deploy(n *node, perHost [][][]int) {
	in := s.in
	stations := make([][]station, in.positions())
	within := make([][][]int64, in.positions())
	for h, counts := range perHost {
		for i := range counts {
			if rate, demand := in.stock(i, counts[i]); rate > 0 {
				stations[i] = append(stations[i], station{node: in.hosts[h].node, cap: min(rate, in.demand)})
				within[i] = append(within[i], demand)
			}
		}
	}
	s.router.reset(in.problem.Network, in.land, &in.problem.Chain, stations)
	if !s.router.send(in.demand) {
		return
	}
	d := in.fromRouter(s.router, within)
	if cost := d.Bill(in.problem).Total(); cost < s.best {
		s.best, s.found = cost, d
	}
}

// stock returns the throughput and the demands of so many instances of position
// i's offerings.
func (in *instance) stock(i int, counts []int) (rate topo.Rate, demand []int64) {
	demand = make([]int64, len(in.land.most))
	for o, count := range counts {
		offering := &in.problem.Offerings(in.position[i])[o]
		rate += topo.Rate(count) * offering.Throughput
		for r, d := range offering.Demand {
			demand[r] += int64(count) * d
		}
	}
	return rate, demand
}

// overloads returns limits on the links that the node's solution would overload
// and that have none yet.
func (s *search) overloads(n *node) []*limit {
	edge, class := make([]float64, len(s.ground.edges)), make([]float64, len(s.classes))
	for r := range n.basis.Basic {
		label, value := n.basis.Basic[r].Label, n.basis.Value[r]
		switch k := label &^ kindMask; label & kindMask {
		case logicalColumn:
			if e := n.master.placeOf(int(label)); s.ground.tree && e >= 0 {
				edge[e] += math.Abs(value)
			}
		case arcColumn:
			edge[k>>9] += value
		case patternColumn:
			class[k>>32] += value * s.classes[k>>32].pool.crossing(int32(label))
		}
	}
	var list []*limit
	add := func(l *limit, load float64) {
		if load > s.bound(l)+integrality && !n.limited(l) {
			list = append(list, l)
		}
	}
	for e := range edge {
		add(&limit{kind: groundLink, of: e, bound: int64(s.ground.edges[e].room)}, edge[e])
	}
	for c := range class {
		add(&limit{kind: hostLink, of: c, bound: int64(s.classes[c].spare) * int64(len(s.classes[c].hosts))}, class[c])
	}
	return list
}

// limited tells whether the node has a limit on the same links.
func (n *node) limited(l *limit) bool {
	for _, o := range n.limits {
		if o.kind == l.kind && o.of == l.of {
			return true
		}
	}
	return false
}
