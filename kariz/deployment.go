package kariz

import "qanat/solver"

// deployment writes the solution as a solver.Deployment, ordered by position
// or type, then by node or link.
func (r *run) deployment() *solver.Deployment {
	d := &solver.Deployment{}
	for v := 1; v <= min(r.reached, r.last()); v++ {
		r.occupy(v, -1)
		for _, z := range r.layers[v].sites {
			d.Allocations = append(d.Allocations, solver.Allocation{Node: z.Node, Position: v, Rate: z.Rate})
			for j, count := range r.bag.cover(v, r.freeAt(z.Node), z.Rate).counts {
				if count > 0 {
					d.Instances = append(d.Instances, solver.Instances{Node: z.Node, Position: v, Offering: j, Count: count})
				}
			}
		}
		r.occupy(v, 1)
	}
	for t := range r.flows {
		for _, x := range r.flows[t] {
			d.Flows = append(d.Flows, solver.Flow{Type: t, Arc: x.Arc, Rate: x.Rate})
		}
	}
	return d
}
