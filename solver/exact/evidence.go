package exact

import (
	"qanat/solver/certificate"
	"qanat/topo"
)

// cutSet returns the nodes that more traffic from the source could still reach,
// after all that fits was sent: what the links around them lack, all lack.
func (r *router) cutSet() *certificate.Cut {
	seen := make([]bool, len(r.net.Graph.Nodes))
	seen[r.source] = true
	queue := []int{r.source}
	for head := 0; head < len(queue); head++ {
		for _, a := range r.net.Graph.Out(queue[head]) {
			if n := r.net.Graph.Head(a); !seen[n] && r.residual(a) != 0 {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return &certificate.Cut{Nodes: queue}
}

// potentials returns the dual of the flow of the first layer, a cheapest one:
// no way that has room left is shorter than the difference of its ends, and all
// traffic follows ways as long as it (Ahuja, Magnanti and Orlin 1993, section
// 9.3).
func (r *router) potentials() []int64 {
	phi := make([]int64, len(r.net.Graph.Nodes))
	for changed := true; changed; {
		changed = false
		for from := range phi {
			for _, a := range r.net.Graph.Out(from) {
				length, to := r.residual(a), r.net.Graph.Head(a)
				if length != 0 && phi[from]+length < phi[to] {
					phi[to], changed = phi[from]+length, true
				}
			}
		}
	}
	return phi
}

// residual returns what a unit more on an arc of the first layer adds to the
// flow's length: 1, -1 where it takes back what comes the other way, 0 where
// there is no room.
func (r *router) residual(a topo.Arc) int64 {
	switch {
	case r.flow[a.Reverse()] > 0:
		return -1
	case r.load[a.Link()] < r.net.Spare[a.Link()]:
		return 1
	}
	return 0
}
