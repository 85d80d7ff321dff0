package topo

import "fmt"

// Components numbers the connected components of the graph by their lowest
// node and returns the component of every node.
func (g *Graph) Components() (component []int, count int) {
	component = make([]int, len(g.Nodes))
	for m := range component {
		component[m] = -1
	}
	var stack []int
	for root := range g.Nodes {
		if component[root] >= 0 {
			continue
		}
		component[root] = count
		stack = append(stack[:0], root)
		for len(stack) > 0 {
			m := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, a := range g.Out(m) {
				if n := g.Head(a); component[n] < 0 {
					component[n] = count
					stack = append(stack, n)
				}
			}
		}
		count++
	}
	return component, count
}

// Connected returns nil, or an error and the first node that no path joins to
// node 0.
func (g *Graph) Connected() (apart int, err error) {
	component, _ := g.Components()
	for m, c := range component {
		if c != component[0] {
			return m, fmt.Errorf("the network is disconnected: no path joins %q and %q: add a link, or remove one part",
				g.Nodes[0].Name, g.Nodes[m].Name)
		}
	}
	return 0, nil
}
