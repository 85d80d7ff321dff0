package exact

import (
	"qanat/solver"
	"qanat/solver/exact/simplex"
)

// repaired says how a repair ended.
type repaired uint8

const (
	sound  repaired = iota // the basis is feasible
	pruned                 // the node holds nothing better than the best known
	stuck                  // neither: the relaxation must be started afresh
)

// feasibility is by how much a value may be out of its bounds.
const feasibility = 1e-9

// repair makes the basis that a node inherited feasible for the node's own
// limits by the dual simplex method: its parent's solution violates only the
// last of them, or uses a choice that is no longer alive. Where no column known
// can help, an elastic one does; its penalty moves the duals to where pricing
// finds better ones, or proves that there are none. It gives up after so many
// steps.
func (s *search) repair(n *node, steps int) repaired {
	b := n.basis
	arcs, slacks := s.always(n)
	doubted := s.best
	elastic := false
	for range steps {
		r := s.violated(n, elastic)
		if r < 0 {
			return sound
		}
		if s.pivots++; !b.Leave(r, n.columns, arcs, slacks) {
			if elastic = true; !b.Leave(r, s.elastics(b.Rows())) {
				return stuck
			}
		}
		if cost := solver.Cost(b.Objective() * s.unit); cost > doubted {
			if !s.prove(n) {
				return pruned
			}
			// The columns known say more than is true: ask less often.
			doubted = cost + 2*(cost-s.best)
		}
	}
	return stuck
}

// elastics returns columns that fill what any of so many rows lacks.
func (s *search) elastics(rows int) []simplex.Column {
	for r := len(s.elastic) / 2; r < rows; r++ {
		s.elastic = append(s.elastic,
			simplex.Unit(elasticColumn|uint64(r), penalty, r, 1), simplex.Unit(elasticColumn|uint64(r), penalty, r, -1))
	}
	return s.elastic[:2*rows]
}

// glance repairs a child part of the way, without proof: it tells whether the
// child may hold anything better than the best known.
func (s *search) glance(n *node) bool {
	arcs, slacks := s.always(n)
	for range lookaheadSteps {
		r := s.violated(n, false)
		if r < 0 {
			break
		}
		if s.pivots++; !n.basis.Leave(r, n.columns, arcs, slacks) {
			return false
		}
	}
	return n.basis.Objective()*s.unit <= float64(s.best)
}

// violated returns the row whose basic variable is farthest out of its bounds,
// or -1; elastic columns may be above zero if they are tolerated.
func (s *search) violated(n *node, tolerated bool) int {
	worst, at := feasibility, -1
	for r, v := range n.basis.Value {
		label := n.basis.Basic[r].Label
		if v > worst && s.unwanted(n, label) && !(tolerated && label&kindMask == elasticColumn) {
			worst, at = v, r
		} else if -v > worst {
			worst, at = -v, r
		}
	}
	return at
}
