package exact

import (
	"cmp"
	"slices"

	"qanat/solver/exact/simplex"
)

// candidate is a column, or the logical of a row if it is nil, with its reduced
// cost when it was looked at.
type candidate struct {
	column *simplex.Column
	row    int
	cost   float64
}

// label tells a candidate from others.
func (c *candidate) label() uint64 {
	if c.column != nil {
		return c.column.Label
	}
	return logicalColumn | uint64(c.row)
}

// hotList is how many columns are looked at again after every pivot, before all
// are (multiple pricing, Orchard-Hays 1968).
const hotList = 12

// improve brings columns and logicals into the basis until none of them lowers the
// cost any more. It returns false if none did.
func (s *search) improve(n *node, offered ...[]simplex.Column) bool {
	entered := false
	s.banned = s.banned[:0]
	for range mostSweeps {
		s.hot = s.hot[:0]
		for _, list := range offered {
			for i := range list {
				s.heat(candidate{&list[i], -1, n.basis.ReducedCost(&list[i])})
			}
		}
		for r := range n.basis.Rows {
			cost, _ := n.basis.LogicalCost(r)
			s.heat(candidate{nil, r, cost})
		}
		if len(s.hot) == 0 {
			break
		}
		slices.SortFunc(s.hot, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.label(), b.label()))
		})
		s.hot = s.hot[:min(len(s.hot), hotList)]
		entered = s.enter(n) || entered
	}
	return entered
}

// heat notes a candidate that lowers the cost.
func (s *search) heat(c candidate) {
	if c.cost < -reducedCostTolerance && !slices.Contains(s.banned, c.label()) {
		s.hot = append(s.hot, c)
	}
}

// enter brings the hot candidates into the basis while they lower the cost, the
// best first. Those that cannot enter are banned.
func (s *search) enter(n *node) bool {
	entered := false
	for {
		best, least := -1, -reducedCostTolerance
		for i := range s.hot {
			rc := 0.0
			if c := &s.hot[i]; c.column != nil {
				rc = n.basis.ReducedCost(c.column)
			} else if c.row >= 0 {
				rc, _ = n.basis.LogicalCost(c.row)
			}
			if rc < least {
				best, least = i, rc
			}
		}
		if best < 0 {
			return entered
		}
		c := s.hot[best]
		s.hot[best] = candidate{row: -1}
		s.pivots++
		in := false
		if c.column != nil {
			in = n.basis.Enter(c.column)
		} else {
			in = n.basis.EnterLogical(c.row)
		}
		if in {
			entered = true
		} else {
			s.banned = append(s.banned, c.label())
		}
	}
}
