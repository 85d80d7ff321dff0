package exact

import (
	"math"
	"slices"
)

// family is a set of groups whose instances a branch may count.
type family []bool

// families returns the sets to branch on: all groups, the subtrees of the
// hierarchy from the root down, then single groups.
func (m *master) families(tree *fabric) []family {
	groupOf := make([]int, len(m.in.hosts))
	for g := range m.groups {
		for _, h := range m.groups[g].hosts {
			groupOf[h] = g
		}
	}
	list := []family{make(family, len(m.groups))}
	for g := range list[0] {
		list[0][g] = true
	}
	if tree != nil {
		below := tree.subtrees()
		slices.Reverse(below)
		for _, hosts := range below[1:] {
			f := make(family, len(m.groups))
			for _, h := range hosts {
				f[groupOf[h]] = true
			}
			list = append(list, f)
		}
	}
	for g := range m.groups {
		f := make(family, len(m.groups))
		f[g] = true
		list = append(list, f)
	}
	return list
}

// counts returns, per position and offering, how many instances each group has
// in the node's fractional solution.
func (s *search) counts(n *node) [][][]float64 {
	m := s.master
	y := make([][][]float64, len(m.in.steps))
	for i := range y {
		y[i] = make([][]float64, len(m.in.steps[i][0].counts))
		for o := range y[i] {
			y[i][o] = make([]float64, len(m.groups))
		}
	}
	for r := range n.basis.Basic {
		label := n.basis.Basic[r].Label
		if label&kindMask != patternColumn {
			continue
		}
		g := int(label &^ kindMask >> 32)
		p := m.groups[g].pool
		for i, k := range p.choices[p.choiceOf[uint32(label)]].steps {
			for o, count := range m.in.steps[i][k].counts {
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
				if t := min(below, 1-below) * s.weight(i, o); t > score {
					best.position, best.offering, best.bound, score = i, o, int64(math.Floor(sum)), t
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

// weight prefers branching on what costs most.
func (s *search) weight(i, o int) float64 {
	p := s.master.in.problem
	demand := p.Offerings(s.master.in.position[i])[o].Demand
	return 1 + float64(p.Prices.Resources(demand))/s.master.unit
}

// child returns the node with one more limit. For a single host the limit
// selects among its choices; for several it becomes a row.
func (s *search) child(n *node, l limit, least bool) *node {
	if l.least = least; least {
		l.bound++
	}
	c := &node{limits: n.limits, alive: slices.Clone(n.alive), basis: n.basis.Clone(), bound: n.bound}
	g := slices.Index(l.members, true)
	if slices.Index(l.members[g+1:], true) >= 0 || len(s.master.groups[g].hosts) > 1 {
		c.limits = append(slices.Clone(n.limits), &l)
		s.append(c.basis, &l)
		return c
	}
	pool, kept := s.master.groups[g].pool, []int32{}
	for k := range pool.choices {
		count := s.master.in.steps[l.position][pool.choices[k].steps[l.position]].counts[l.offering]
		if int64(count) == l.bound || int64(count) > l.bound == least {
			if _, found := slices.BinarySearch(n.alive[g], int32(k)); found || n.alive[g] == nil {
				kept = append(kept, int32(k))
			}
		}
	}
	c.alive[g] = kept
	return c
}
