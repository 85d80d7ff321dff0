package exact

import (
	"slices"

	"qanat/topo"
)

// splitter tries to serve the chain on its two endpoints alone, each position
// with instances of least total cost, and every unit of traffic processed by
// the source's instances first. If that works, the instances cost in.cover and
// all traffic travels from source to target once: nothing can be cheaper.
type splitter struct {
	in             *instance
	source, target []int // the step of each position, as an index
	freeS, freeT   []int64
	tried          int
}

// splitLimit bounds the combinations tried; the search is a shortcut only.
const splitLimit = 20_000

// split returns the steps, or false.
func (in *instance) split() (*splitter, bool) {
	s := &splitter{in: in, source: make([]int, in.positions()), target: make([]int, in.positions())}
	s.freeS = slices.Clone(in.find(source).free)
	s.freeT = slices.Clone(in.find(target).free)
	return s, s.place(0, in.demand)
}

// place chooses steps for position i and those after it. At most passing may
// still be processed at the source, since what once left it does not return.
func (s *splitter) place(i int, passing topo.Rate) bool {
	if i == len(s.source) {
		return true
	}
	steps := s.in.steps[i]
	for a := range steps {
		if !fits(steps[a].demand, s.freeS) {
			continue
		}
		for b := range steps {
			left := min(passing, steps[a].rate)
			if steps[a].cost+steps[b].cost != s.in.covers[i] || left+steps[b].rate < s.in.demand || !fits(steps[b].demand, s.freeT) {
				continue
			}
			if s.tried++; s.tried > splitLimit {
				return false
			}
			s.source[i], s.target[i] = a, b
			s.take(i, 1)
			if s.place(i+1, left) {
				return true
			}
			s.source[i], s.target[i] = a, b
			s.take(i, -1)
		}
	}
	return false
}

func (s *splitter) take(i int, sign int64) {
	for r := range s.freeS {
		s.freeS[r] -= sign * s.in.steps[i][s.source[i]].demand[r]
		s.freeT[r] -= sign * s.in.steps[i][s.target[i]].demand[r]
	}
}

// rates returns how much of each position the source processes, from what it
// generates (index 0) to what the target alone does (index n+1): falling.
func (s *splitter) rates() []topo.Rate {
	z := make([]topo.Rate, len(s.source)+2)
	z[0] = s.in.demand
	for i, a := range s.source {
		z[i+1] = min(z[i], s.in.steps[i][a].rate)
	}
	return z
}
