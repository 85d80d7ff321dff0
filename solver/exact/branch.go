package exact

import (
	"slices"

	"qanat/solver/exact/simplex"
)

// counts is what each class has, in a node's fractional solution, of all that a
// search can branch on: one number per position and entry of its tallies.
type counts struct {
	width  int       // numbers per class
	first  []int     // per position: its first number
	values []float64 // width per class
	busy   []int     // the classes that have anything
	met    []bool    // per class: it is among those
}

// of returns the numbers of a class.
func (y *counts) of(class int) []float64 { return y.values[class*y.width : (class+1)*y.width] }

// counts adds up a node's patterns. The next call takes the result's memory.
func (s *search) counts(n *node) *counts {
	y := &s.tally
	y.first, y.width, y.busy = y.first[:0], 0, y.busy[:0]
	for _, weights := range s.in.weights {
		y.first = append(y.first, y.width)
		y.width += len(weights)
	}
	y.values = refill(y.values, y.width*len(s.classes), 0)
	y.met = refill(y.met, len(s.classes), false)
	for r := range n.basis.Basic {
		label := n.basis.Basic[r].Label
		if label&kindMask != patternColumn {
			continue
		}
		c := int(label &^ kindMask >> 32)
		if !y.met[c] {
			y.met[c], y.busy = true, append(y.busy, c)
		}
		of, p := y.of(c), s.classes[c].pool
		for i, cell := range p.cellsOf(p.choiceOf[uint32(label)]) {
			for o, count := range s.in.cells[cell].tally {
				of[y.first[i]+o] += float64(count) * n.basis.Value[r]
			}
		}
	}
	slices.Sort(y.busy)
	return y
}

// sum adds up what the classes of a family have into total.
func (y *counts) sum(f family, total []float64) {
	clear(total)
	for _, c := range y.busy {
		if f[c] {
			for k, v := range y.of(c) {
				total[k] += v
			}
		}
	}
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
	for _, choice := range n.alive[k] {
		count := s.in.cells[pool.cellsOf(choice)[l.position]].tally[l.entry]
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
