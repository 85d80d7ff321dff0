package exact

import (
	"cmp"
	"slices"

	"qanat/solver/exact/simplex"
)

// candidate is a column with its reduced cost when it was looked at.
type candidate struct {
	column *simplex.Column
	cost   float64
}

// hotList is how many columns are looked at again after every pivot, before all
// are (multiple pricing, Orchard-Hays 1968).
const hotList = 12

// improve brings columns and arcs into the basis until none of them lowers the
// cost any more. It returns false if none did.
func (s *search) improve(n *node, offered ...[]simplex.Column) bool {
	entered := false
	banned := map[uint64]bool{}
	for range mostSweeps {
		s.hot = s.hot[:0]
		for _, list := range offered {
			for i := range list {
				if rc := n.basis.ReducedCost(&list[i]); rc < -reducedCostTolerance && !banned[list[i].Label] {
					s.hot = append(s.hot, candidate{&list[i], rc})
				}
			}
		}
		if len(s.hot) == 0 {
			break
		}
		slices.SortFunc(s.hot, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.column.Label, b.column.Label))
		})
		s.hot = s.hot[:min(len(s.hot), hotList)]
		entered = s.enter(n, banned) || entered
	}
	return entered
}

// enter brings the hot columns into the basis while they lower the cost, the
// best first. Those that cannot enter are banned.
func (s *search) enter(n *node, banned map[uint64]bool) bool {
	entered := false
	for {
		best, least := -1, -reducedCostTolerance
		for i := range s.hot {
			if c := s.hot[i].column; c != nil {
				if rc := n.basis.ReducedCost(c); rc < least {
					best, least = i, rc
				}
			}
		}
		if best < 0 {
			return entered
		}
		c := s.hot[best].column
		s.hot[best].column = nil
		if s.pivots++; n.basis.Enter(*c) {
			entered = true
		} else {
			banned[c.Label] = true
		}
	}
}
