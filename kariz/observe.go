package kariz

import "qanat/solver"

// StepKind is what happened in a Step.
type StepKind uint8

// The kinds of step, named after Algorithm 1.
const (
	Started  StepKind = iota // layers are initialised (line 1)
	Routed                   // traffic reached a layer, instances are installed (lines 5-7)
	Improved                 // an action was performed (Algorithm 2, line 7)
	Stopped                  // no action is admissible (Algorithm 2, lines 4-5)
	Updated                  // layers are updated (line 9)
	Rejected                 // a layer cannot take all of the demand
	Deployed                 // traffic has reached the target
)

// Step is one step of a run, for an observer to record. Its slices and pointers
// are the observer's to keep.
type Step struct {
	Kind     StepKind
	Position int
	// Action is what was performed or, in a Stopped step, what saves most of the
	// actions whose bound would be admissible: nil if there is none. Before is
	// what the solution cost then. Other steps have nil and 0.
	Action *Action
	Before solver.Cost
	// Layers are L(ū) by position: the nodes of layers that traffic has reached,
	// and the nodes that could host an instance of the others.
	Layers [][]int
	// Reached is the last layer that traffic has reached.
	Reached int
	// Deployment is the solution so far.
	Deployment *solver.Deployment
	Cost       solver.Cost
}

// observe completes a step and hands it to the observer, if there is one.
func (r *run) observe(s Step) {
	if r.watch == nil {
		return
	}
	if s.Action != nil {
		a := *s.Action
		a.Close = append([]int(nil), a.Close...)
		s.Action = &a
	}
	s.Reached, s.Cost, s.Deployment = r.reached, r.cost, r.deployment()
	for i := range r.layers {
		s.Layers = append(s.Layers, r.nodesOf(i))
	}
	r.watch(s)
}

// nodesOf lists L(ū) of position i.
func (r *run) nodesOf(i int) []int {
	var nodes []int
	if i <= r.reached || i > r.last() {
		for _, z := range r.layers[i].sites {
			nodes = append(nodes, z.Node)
		}
		return nodes
	}
	for m := range r.p.Network.Graph.Nodes {
		if r.room(i, m) > 0 {
			nodes = append(nodes, m)
		}
	}
	return nodes
}
