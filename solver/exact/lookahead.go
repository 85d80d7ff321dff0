package exact

import (
	"cmp"
	"math"
	"slices"
)

const (
	// lookahead is how many branchings are tried before one is chosen, and
	// lookaheadSteps for how many steps of the dual simplex method each.
	lookahead, lookaheadSteps = 10, 12
	// lookaheadEvery is the number of nodes after which one more is tried:
	// small trees are not worth the effort.
	lookaheadEvery = 4
	// patience is how many trials in a row may bring nothing better.
	patience = 8
	// reliable is the number of trials of one kind after which their mean is
	// believed without another.
	reliable = 8
)

// favoured is how many of the first families, those of all hosts and of the
// endpoints, are expected to be worth more than others, and favour how much.
const favoured, favour = 3, 4

// record is what branchings of one kind brought: how much costlier, per unit by
// which the number was off, the children became.
type record struct {
	gain  [2]float64 // at most, at least
	tries [2]float64
}

// option is a branching that may be chosen.
type option struct {
	limit
	kind     int     // index of its record
	fraction float64 // above the limit's bound
	score    float64
	// favoured tells that nothing but experience may put others first.
	favoured bool
}

// branch splits a node where a number of instances is fractional: at most its
// floor, or at least its ceiling. It returns nil if every number is integer. Of
// several such numbers it takes the one that raises both children's costs most,
// as far as trials and those made before tell (reliability branching,
// Achterberg, Koch and Martin 2005).
func (s *search) branch(n *node) []*node {
	options := s.options(n)
	var best []*node
	var chosen *option
	most, tried, idle := -1.0, 0, 0
	for k := range options {
		o := &options[k]
		if s.trusted(o) {
			if o.score > most {
				s.dropAll(best)
				best, chosen, most = nil, o, o.score
			}
			continue
		}
		if tried == min(lookahead, 1+s.nodes/lookaheadEvery) || idle == patience || math.IsInf(most, 1) {
			break
		}
		tried++
		children, score := s.try(n, o)
		if idle++; score > most {
			s.dropAll(best)
			best, chosen, most, idle = children, o, score, 0
			continue
		}
		s.dropAll(children)
	}
	if chosen != nil {
		branched := chosen.limit
		n.branched = &branched
	}
	if best == nil && chosen != nil {
		return []*node{s.child(n, chosen.limit, false), s.child(n, chosen.limit, true)}
	}
	return best
}

// try makes the children of a branching, repairs them part of the way and
// returns how good the branching is.
func (s *search) try(n *node, o *option) (children []*node, score float64) {
	score = 1
	off := [2]float64{o.fraction, 1 - o.fraction}
	for way, least := range []bool{false, true} {
		child := s.child(n, o.limit, least)
		gain := s.outlook(n, child)
		if r := &s.records[o.kind]; !math.IsInf(gain, 1) {
			r.gain[way] += gain / off[way]
			r.tries[way]++
		}
		children = append(children, child)
		score *= max(gain, leastGain)
	}
	return children, score
}

// leastGain stands for gains too small to compare.
const leastGain = 1e-3

// trusted tells whether an option's score rests on enough trials.
func (s *search) trusted(o *option) bool {
	r := &s.records[o.kind]
	return r.tries[0] >= reliable && r.tries[1] >= reliable
}

// outlook estimates by how much a child is costlier than its parent, in units of
// the linear program; infinite if it seems to hold nothing better than the best.
func (s *search) outlook(n, child *node) float64 {
	if child == nil {
		return math.Inf(1)
	}
	before := n.basis.Objective()
	if s.needed(child) == nil && !s.glance(child) {
		return math.Inf(1)
	}
	return max(0, child.basis.Objective()-before)
}

// options returns the numbers of instances that are fractional at a node, the
// most promising first.
func (s *search) options(n *node) []option {
	y, list := s.counts(n), s.listed[:0]
	total := make([]float64, y.width)
	for k, f := range s.families {
		y.sum(f, total)
		for i, first := range y.first {
			for o := range s.in.weights[i] {
				sum := total[first+o]
				if isWhole(sum) {
					continue
				}
				low := math.Floor(sum)
				list = append(list, option{kind: k*y.width + first + o, favoured: k < favoured, fraction: sum - low,
					limit: limit{kind: instances, members: f, position: i, entry: o, bound: int64(low)}})
			}
		}
	}
	if s.records == nil {
		s.records = make([]record, len(s.families)*y.width)
	}
	s.rate(list)
	s.listed = list
	return list
}

// rate scores the options by their records, and those without by the mean of
// all, and sorts them. Among equals the order of the families decides.
func (s *search) rate(list []option) {
	mean := record{gain: [2]float64{leastGain, leastGain}, tries: [2]float64{1, 1}}
	for k := range s.records {
		for way := range mean.gain {
			mean.gain[way] += s.records[k].gain[way]
			mean.tries[way] += s.records[k].tries[way]
		}
	}
	for k := range list {
		o := &list[k]
		o.score = 1
		off := [2]float64{o.fraction, 1 - o.fraction}
		for way := range mean.gain {
			r := &s.records[o.kind]
			if r.tries[way] == 0 {
				r = &mean
				if o.favoured {
					o.score *= favour
				}
			}
			o.score *= max(leastGain, off[way]*r.gain[way]/r.tries[way])
		}
	}
	slices.SortStableFunc(list, func(a, b option) int { return cmp.Compare(b.score, a.score) })
}

// dropAll ends nodes that were only tried.
func (s *search) dropAll(nodes []*node) {
	for _, n := range nodes {
		s.drop(n)
	}
}
