package kariz

import (
	"qanat/solver"
	"qanat/topo"
)

// gather adds the candidates of the lifted layer v whose bound is admissible.
func (r *run) gather(v int) {
	s := &r.search
	rest := r.cost - r.lifted(v)
	for m := range r.p.Network.Graph.Nodes {
		room := r.room(v, m)
		if room == 0 {
			continue
		}
		for _, d := range r.deltasAt(v, r.allocated(v, m), room) {
			c := candidate{position: v, node: m, delta: d, bound: rest}
			if r.admissible(r.cost - c.bound) {
				s.candidates = append(s.candidates, c)
			}
		}
	}
}

var _ solver.Cost
var _ topo.Rate
