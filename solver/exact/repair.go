package exact

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
// last of them, or uses a choice that is no longer alive. It gives up after so
// many steps.
func (s *search) repair(n *node, steps int) repaired {
	b := n.basis
	arcs, slacks := s.always(n)
	for range steps {
		r := s.violated(n)
		if r < 0 {
			return sound
		}
		if s.pivots++; !b.Leave(r, n.columns, arcs, slacks) {
			if s.hopeless(n, r) {
				return pruned
			}
			return stuck
		}
		if b.Objective()*s.unit > float64(s.best) && !s.prove(n) {
			return pruned
		}
	}
	return stuck
}

// glance repairs a child part of the way, without proof: it tells whether the
// child may hold anything better than the best known.
func (s *search) glance(n *node) bool {
	arcs, slacks := s.always(n)
	for range lookaheadSteps {
		r := s.violated(n)
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
// or -1.
func (s *search) violated(n *node) int {
	worst, at := feasibility, -1
	for r, v := range n.basis.Value {
		if v > worst && s.unwanted(n, n.basis.Basic[r].Label) {
			worst, at = v, r
		} else if -v > worst {
			worst, at = -v, r
		}
	}
	return at
}

// hopeless tells whether the row that no column can repair proves that nothing
// better than the best known is left: duals moved far enough along its ray do.
func (s *search) hopeless(n *node, r int) bool {
	ray := n.basis.Ray(r)
	y := n.basis.Dual
	moved := make([]float64, len(y))
	for _, far := range []float64{64, 1024, 65536} {
		for i := range y {
			moved[i] = y[i] + far*ray[i]
		}
		n.basis.Dual = moved
		done := !s.prove(n)
		n.basis.Dual = y
		if done {
			return true
		}
	}
	return false
}
