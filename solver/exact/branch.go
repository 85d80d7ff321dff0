package exact

import (
	"math"
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

const (
	// lookahead is how many branchings are tried before one is chosen, and
	// lookaheadSteps for how many steps of the dual simplex method each.
	lookahead, lookaheadSteps = 10, 12
	// lookaheadEvery is the number of nodes after which one more is tried:
	// small trees are not worth the effort.
	lookaheadEvery = 4
)

// branch splits a node where a number of instances is fractional: at most its
// floor, or at least its ceiling. It returns nil if every number is integer.
// Of several such numbers it takes the one that raises both children's costs
// most (strong branching, Applegate et al. 1995).
func (s *search) branch(n *node) []*node {
	y := s.counts(n)
	var best []*node
	most, tried := -1.0, 0
	for _, f := range s.families {
		l := s.fractional(y, f)
		if l == nil {
			continue
		}
		children := []*node{s.child(n, *l, false), s.child(n, *l, true)}
		down, up := s.outlook(n, children[0]), s.outlook(n, children[1])
		if score := max(down, 1e-3) * max(up, 1e-3); score > most {
			best, most, children = children, score, best
		}
		for _, c := range children {
			s.drop(c)
		}
		if tried++; tried == min(lookahead, 1+s.nodes/lookaheadEvery) || math.IsInf(most, 1) {
			break
		}
	}
	return best
}

// outlook estimates by how much a child is costlier than its parent, in units of
// the linear program; infinite if it cannot hold anything better than the best.
func (s *search) outlook(n, child *node) float64 {
	if child == nil {
		return math.Inf(1)
	}
	before := n.basis.Objective()
	if s.needed(child) == nil && s.repair(child, lookaheadSteps) == pruned {
		child.bound = s.best
		return math.Inf(1)
	}
	return child.basis.Objective() - before
}

// fractional returns the number of a family that is farthest from an integer,
// weighted by what it costs, as a limit at its floor; nil if all are integers.
func (s *search) fractional(y [][][]float64, f family) *limit {
	var best *limit
	score := 0.0
	for i := range y {
		for o := range y[i] {
			sum := 0.0
			for g, member := range f {
				if member {
					sum += y[i][o][g]
				}
			}
			if isWhole(sum) {
				continue
			}
			below := sum - math.Floor(sum)
			if t := min(below, 1-below) * (1 + float64(s.in.weights[i][o])/s.unit); t > score {
				best, score = &limit{kind: instances, members: f, position: i, entry: o, bound: int64(math.Floor(sum))}, t
			}
		}
	}
	return best
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
