package exact

import (
	"qanat/solver"
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
// can help, a penalty does, which moves the duals to where pricing finds better
// ones, or proves that there are none. It gives up after so many steps.
func (s *search) repair(n *node, steps int) repaired {
	b := n.basis
	arcs := s.always(n)
	doubted := s.best
	for range steps {
		r := s.violated(n)
		if r < 0 {
			return sound
		}
		if s.pivots++; !b.Leave(r, n.columns, arcs) {
			return stuck
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

// glance repairs a child part of the way, without proof: it tells whether the
// child may hold anything better than the best known.
func (s *search) glance(n *node) bool {
	arcs := s.always(n)
	for range lookaheadSteps {
		r := s.violated(n)
		if r < 0 {
			break
		}
		if s.pivots++; !n.basis.Leave(r, n.columns, arcs) || n.basis.Objective()*s.unit > float64(s.best) {
			return false
		}
	}
	return n.basis.Objective()*s.unit <= float64(s.best)
}

// violated returns the row whose basic variable is farthest out of its bounds,
// measured along the steepest edge (Forrest and Goldfarb 1992), or -1.
func (s *search) violated(n *node) int {
	worst, at := 0.0, -1
	for r, v := range n.basis.Value {
		if n.basis.Basic[r].Logical() {
			v = n.basis.Stray(r)
		} else if v < 0 {
			v = -v
		} else if v <= feasibility || !s.unwanted(n, n.basis.Basic[r].Label) {
			continue
		}
		if v <= feasibility {
			continue
		}
		if v = v * v / n.basis.Norm(r); v > worst {
			worst, at = v, r
		}
	}
	return at
}
