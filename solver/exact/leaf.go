package exact

import (
	"math"

	"qanat/solver"
	"qanat/topo"
)

// realise gives every host instances in the numbers of an integral node. It
// returns false, with the group, if the hosts of a group cannot share theirs.
func (s *search) realise(n *node) (perHost [][][]int, group int) {
	m := s.master
	perHost = make([][][]int, len(m.in.hosts))
	y := s.counts(n)
	for g := range m.groups {
		total := make([][]int, len(y))
		for i := range y {
			for o := range y[i] {
				total[i] = append(total[i], int(math.Round(y[i][o][g])))
			}
		}
		if len(m.groups[g].hosts) == 1 {
			perHost[m.groups[g].hosts[0]] = total
		} else if !s.share(n, g, total, perHost) {
			return nil, g
		}
	}
	return perHost, -1
}

// share deals the instances of a group to its hosts, if the solution has every
// choice a whole number of times.
func (s *search) share(n *node, g int, total [][]int, perHost [][][]int) bool {
	m := s.master
	pool := m.groups[g].pool
	use := map[int32]float64{}
	order := []int32{}
	for r := range n.basis.Basic {
		label := n.basis.Basic[r].Label
		if label&kindMask == patternColumn && int(label&^kindMask>>32) == g {
			c := pool.choiceOf[uint32(label)]
			if _, known := use[c]; !known {
				order = append(order, c)
			}
			use[c] += n.basis.Value[r]
		}
	}
	next := 0
	for _, c := range order {
		if !whole(use[c]) {
			return false
		}
		for range int(math.Round(use[c])) {
			counts := make([][]int, len(total))
			for i, k := range pool.choices[c].steps {
				counts[i] = m.in.steps[i][k].counts
			}
			if next == len(m.groups[g].hosts) {
				return false
			}
			perHost[m.groups[g].hosts[next]] = counts
			next++
		}
	}
	return next == len(m.groups[g].hosts)
}

// deploy routes the chain through the given instances in the real network and
// keeps the result if it is better than the best known.
func (s *search) deploy(perHost [][][]int) (cost solver.Cost, ok bool) {
	in := s.master.in
	stations := make([][]station, in.positions())
	within := make([][][]int64, in.positions())
	for h, counts := range perHost {
		for i := range counts {
			rate, demand := topo.Rate(0), make([]int64, len(in.land.most))
			for o, count := range counts[i] {
				offering := &in.problem.Offerings(in.position[i])[o]
				rate += topo.Rate(count) * offering.Throughput
				for r, d := range offering.Demand {
					demand[r] += int64(count) * d
				}
			}
			if rate > 0 {
				stations[i] = append(stations[i], station{node: in.hosts[h].node, cap: min(rate, in.demand)})
				within[i] = append(within[i], demand)
			}
		}
	}
	s.router.reset(in.problem.Network, in.land, &in.problem.Chain, stations)
	if !s.router.send(in.demand) {
		return 0, false
	}
	d := in.fromRouter(s.router, within)
	cost = d.Bill(in.problem).Total()
	if cost < s.best {
		s.best, s.found = cost, d
	}
	return cost, true
}
