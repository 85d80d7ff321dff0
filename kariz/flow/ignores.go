package flow

// sighting is a node of the first stage that searches of a request came across:
// its trunk node, and from there the hops that its first potential counts.
type sighting struct{ trunk, hops int32 }

// Ignores tells whether one more terminal at a leaf, in the layer Through or
// else among the sinks, would have changed nothing about the last answer,
// whatever its room. The leaf must not be a terminal of the request.
//
// A leaf is entered from its trunk node, so searches that never got there do not
// see it. And they stay the same, step by step, if no potential that they asked
// for counts fewer hops by way of the leaf.
func (r *Router) Ignores(leaf int) bool {
	h := r.hops
	if h.Stem(leaf) == 0 {
		return false
	}
	trunk := r.g.Head(r.g.Out(leaf)[0])
	if r.search.vertices[trunk].settled >= r.begun {
		return false
	}
	beyond := int32(1)
	if r.last == 1 {
		beyond += r.toSinks(leaf)
	}
	row := h.Row(leaf)
	for _, s := range r.sighted {
		if int32(row[s.trunk])+beyond < s.hops {
			return false
		}
	}
	return true
}
