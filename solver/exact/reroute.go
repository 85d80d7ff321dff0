package exact

import (
	"context"
	"slices"
)

// mostReroutes is how many leaves of one search are routed by linear program. A
// relaxation costs about what a few nodes do, and all that it finds spares a
// search on the links.
const mostReroutes = 50

// reroute looks for the best routes between the instances of a leaf that the
// router found none for as cheap as promised, by the relaxation on the links
// with every host's choice fixed.
func (s *search) reroute(perHost [][][]int) {
	if s.reroutes++; s.reroutes > mostReroutes {
		return
	}
	fixed := *s.in
	fixed.hosts, fixed.alive = nil, nil
	for h := range s.in.hosts {
		host := &s.in.hosts[h]
		if perHost[h] == nil && host.role == plain {
			continue
		}
		choice := s.in.choiceOf(host, perHost[h])
		if choice < 0 {
			return
		}
		fixed.hosts, fixed.alive = append(fixed.hosts, *host), append(fixed.alive, []int32{choice})
	}
	alone := slices.Repeat([]bool{true}, len(s.in.problem.Network.Graph.Nodes))
	f := newField(&fixed, fixed.networkGround(), alone)
	if f == nil {
		return
	}
	q := newSearch(f, s.router, s.spare, Limits{Nodes: 4, Rounds: s.limits.Rounds})
	q.best = s.best
	root := q.root(fixed.begin(nil), nil)
	if q.relax(root) {
		q.run(context.Background(), root)
	}
	s.rounds, s.pivots = s.rounds+q.rounds, s.pivots+q.pivots
	if q.found != nil {
		s.best, s.found = q.best, q.found
	}
}

// choiceOf returns the choice of a host's pool that has these instances, which
// may be nil for none; -1 if there is none.
func (in *instance) choiceOf(h *host, counts [][]int) int32 {
	pool := in.poolFor(h)
	return int32(slices.IndexFunc(pool.all, func(k int32) bool {
		for i, cell := range pool.cellsOf(k) {
			for o, count := range in.cells[cell].counts {
				if counts == nil && count != 0 || counts != nil && counts[i][o] != count {
					return false
				}
			}
		}
		return true
	}))
}
