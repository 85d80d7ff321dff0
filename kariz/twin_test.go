package kariz

import (
	"qanat/solver"
	"qanat/topo"
)

// naiveBest tries every candidate of every layer: what best-action is by
// definition.
func (r *run) naiveBest() (best Action, found bool) {
	first, last := r.layersToImprove()
	for v := first; v <= last; v++ {
		r.lift(v)
		for m := range r.p.Network.Graph.Nodes {
			room := r.room(v, m)
			for _, d := range append([]topo.Rate(nil), r.deltasAt(v, r.allocated(v, m), room)...) {
				c := candidate{position: v, node: m, delta: d}
				r.evaluate(&c, r.cost-r.lifted(v), &best, &found)
			}
		}
		r.put(v)
	}
	return best, found
}

var _ solver.Cost
