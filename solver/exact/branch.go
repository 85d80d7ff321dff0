package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
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
	c.columns = slices.DeleteFunc(c.columns, func(column simplex.Column) bool { return s.unwanted(c, column.Label) })
	return c
}
