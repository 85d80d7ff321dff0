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
		only, choice := s.in.only(host, perHost[h])
		if only == nil {
			return
		}
		fixed.hosts, fixed.alive = append(fixed.hosts, *host), append(fixed.alive, choice)
		fixed.hosts[len(fixed.hosts)-1].pool = only
	}
	alone := slices.Repeat([]bool{true}, len(s.in.problem.Network.Graph.Nodes))
	f := newField(&fixed, fixed.networkGround(), alone)
	if f == nil {
		return
	}
	q := newSearch(f, s.router, s.spare, Limits{Nodes: 4, Rounds: s.limits.Rounds})
	q.best = s.best
	root := q.root(fixed.begin(nil), nil)
	defer q.drop(root)
	if q.relax(root) {
		q.run(context.Background(), root)
	}
	s.rounds, s.pivots = s.rounds+q.rounds, s.pivots+q.pivots
	if q.found != nil {
		s.best, s.found = q.best, q.found
	}
}

// only returns the patterns of a host with exactly these instances, which may be
// nil for none, and the list of that choice; nil if the host has it not. What a
// solution mixes need not be alive.
func (in *instance) only(h *host, counts [][]int) (*pool, []int32) {
	wide := in.lookUp(h)
	if wide == nil {
		return nil, nil
	}
	for _, k := range wide.all {
		if in.has(wide, k, counts) {
			if kept := in.thrifty(h, wide, []int32{k}); len(kept) > 0 {
				return in.narrow(h, wide, kept)
			}
			break
		}
	}
	return nil, nil
}

// has tells whether a choice has exactly these instances.
func (in *instance) has(p *pool, choice int32, counts [][]int) bool {
	for i, cell := range p.cellsOf(choice) {
		for o, count := range in.cells[cell].counts {
			if counts == nil && count != 0 || counts != nil && counts[i][o] != count {
				return false
			}
		}
	}
	return true
}
