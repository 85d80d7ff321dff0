package exact

import (
	"math"
	"slices"
)

// counts returns, per position and entry of its tallies, what each class has in
// the node's fractional solution.
func (s *search) counts(n *node) [][][]float64 {
	y := make([][][]float64, len(s.in.steps))
	for i := range y {
		y[i] = make([][]float64, len(s.in.weights[i]))
		for o := range y[i] {
			y[i][o] = make([]float64, len(s.classes))
		}
	}
	for r := range n.basis.Basic {
		label := n.basis.Basic[r].Label
		if label&kindMask != patternColumn {
			continue
		}
		g := int(label &^ kindMask >> 32)
		p := s.classes[g].pool
		for i, k := range p.choices[p.choiceOf[uint32(label)]].steps {
			for o, count := range s.in.steps[i][k].tally {
				y[i][o][g] += float64(count) * n.basis.Value[r]
			}
		}
	}
	return y
}

// branch splits a node where a number of instances is fractional: at most its
// floor, or at least its ceiling. It returns nil if every number is integer.
func (s *search) branch(n *node) []*node {
	y := s.counts(n)
	for _, f := range s.families {
		best, score := limit{kind: instances, bound: -1}, 0.0
		for i := range y {
			for o := range y[i] {
				sum := 0.0
				for g, member := range f {
					if member {
						sum += y[i][o][g]
					}
				}
				if whole(sum) {
					continue
				}
				below := sum - math.Floor(sum)
				if t := min(below, 1-below) * (1 + float64(s.in.weights[i][o])/s.unit); t > score {
					best.position, best.entry, best.bound, score = i, o, int64(math.Floor(sum)), t
				}
			}
		}
		if best.bound >= 0 {
			best.members = f
			return []*node{s.child(n, best, false), s.child(n, best, true)}
		}
	}
	return nil
}

// child returns the node with one more limit. For a single host the limit
// selects among its choices; for several it becomes a row.
func (s *search) child(n *node, l limit, least bool) *node {
	if l.least = least; least {
		l.bound++
	}
	c := s.inherit(n)
	k := slices.Index(l.members, true)
	if slices.Index(l.members[k+1:], true) >= 0 || len(s.classes[k].hosts) > 1 {
		s.limit(c, &l)
		return c
	}
	pool, kept := s.classes[k].pool, []int32{}
	for choice := range choicesOf(pool, n.alive[k]) {
		count := s.in.steps[l.position][pool.choices[choice].steps[l.position]].tally[l.entry]
		if count == l.bound || count > l.bound == least {
			kept = append(kept, choice)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	c.alive[k] = kept
	return c
}
