package exact

// extend fills in potentials of a tree's places that are not known, so that along
// every branch potentials of different types are as alike as its length
// permits: no potential differs from its neighbour's by more than the cost of
// the way, and nothing beyond gains more than it must. half is the cost of half
// a hop for one unit of rate.
func extend[T number](g *ground, phi []T, known []bool, types int, half T) {
	for c, e := range g.edges { // upwards
		if p := e.b; known[c] && p >= 0 && !known[p] {
			flatten(phi[p*types:(p+1)*types], phi[c*types:(c+1)*types], half*T(e.half))
			known[p] = true
		}
	}
	for c := len(g.edges) - 1; c >= 0; c-- { // downwards
		if p := g.edges[c].b; p >= 0 && known[p] && !known[c] {
			flatten(phi[c*types:(c+1)*types], phi[p*types:(p+1)*types], half*T(g.edges[c].half))
			known[c] = true
		}
	}
}

// flatten sets to, each entry within reach of from's, with the least range.
func flatten[T number](to, from []T, reach T) {
	low, high := from[0], from[0]
	for _, v := range from[1:] {
		low, high = min(low, v), max(high, v)
	}
	middle := low + (high-low)/2
	for i, v := range from {
		to[i] = max(v-reach, min(v+reach, middle))
	}
}

// spread fills in the potentials of all places, given those of the active ones.
func spread[T number](m *master, node []T, half T, phi []T) []T {
	m.reached = refill(m.reached, m.ground.places, false)
	known := m.reached
	for b, v := range m.place {
		copy(phi[v*m.types:(v+1)*m.types], node[b*m.types:])
		known[v] = true
	}
	if m.ground.tree {
		extend(m.ground, phi, known, m.types, half)
	}
	return phi
}
