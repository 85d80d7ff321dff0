package certificate

import "fmt"

// plant checks that places form a tree, children first.
func (k *checker) plant(list []Place) (*ground, error) {
	g := &ground{tree: true, places: len(list), index: map[int]int{}}
	for v, p := range list {
		last := v == len(list)-1
		if last != (p.Parent < 0) || !last && (p.Parent <= v || p.Parent >= len(list)) || p.Length < 0 || p.Length > longest {
			return nil, fmt.Errorf("place %d: parent %d, length %d do not make a tree, children first", v, p.Parent, p.Length)
		}
		if last {
			break
		}
		room := int64(-1)
		if len(p.Cut) > 0 {
			var err error
			if room, err = k.spare(p.Cut); err != nil {
				return nil, fmt.Errorf("place %d: %w", v, err)
			}
		}
		g.index[v] = v
		g.edges = append(g.edges, edge{v, p.Parent, p.Length, room})
		g.gap = gcd(g.gap, p.Length)
	}
	return g, nil
}

// compare checks that no two hosts are farther apart on a tree than in the
// network.
func (k *checker) compare(g *ground, classes []class) error {
	at := make([]*class, len(k.hosts))
	for c := range classes {
		g.gap = gcd(g.gap, classes[c].reach)
		for _, m := range classes[c].nodes {
			at[m] = &classes[c]
		}
	}
	for m, from := range at {
		if from == nil {
			continue
		}
		hops, ways := k.hops(m), g.ways(from.place)
		for o, to := range at {
			if o == m || to == nil {
				continue
			}
			far := from.reach + ways[to.place] + to.reach
			if hops[o] >= 0 && far > 2*hops[o] {
				return fmt.Errorf("nodes %d and %d are %d half links apart on the tree, in the network only %d", m, o, far, 2*hops[o])
			}
			if m == k.p.Chain.Source && o == k.p.Chain.Target {
				g.far = far
			}
		}
	}
	return nil
}

// hops returns the number of links from a node to every other; -1 where no path
// leads.
func (k *checker) hops(from int) []int64 {
	g := k.p.Network.Graph
	dist := make([]int64, len(g.Nodes))
	for m := range dist {
		dist[m] = -1
	}
	dist[from] = 0
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, a := range g.Out(queue[0]) {
			if n := g.Head(a); dist[n] < 0 {
				dist[n] = dist[queue[0]] + 1
				queue = append(queue, n)
			}
		}
	}
	return dist
}

// ways returns the lengths of the ways from a place of a tree to all others, in
// half links.
func (g *ground) ways(from int) []int64 {
	far := make([]int64, g.places)
	above := map[int]int64{from: 0} // the ways to the place and its ancestors
	for v, sum := from, int64(0); v < len(g.edges); {
		sum, v = sum+g.edges[v].length, g.edges[v].b
		above[v] = sum
	}
	for v := g.places - 1; v >= 0; v-- {
		if up, is := above[v]; is {
			far[v] = up
		} else {
			far[v] = far[g.edges[v].b] + g.edges[v].length
		}
	}
	return far
}

// part checks that the cuts told part what they should: those of a place the
// hosts below it from all others, those of a host the host.
func (k *checker) part(s *Stage, classes []class) error {
	below := make([][]int, len(s.Places))
	for c := range classes {
		for h, m := range classes[c].nodes {
			if len(s.Classes[c].Cuts) > 0 && k.reaches([]int{m}, s.Classes[c].Cuts[h], classes) {
				return fmt.Errorf("the cut of node %d does not part it from the others", m)
			}
			for v := classes[c].place; v >= 0; v = s.Places[v].Parent {
				below[v] = append(below[v], m)
			}
		}
	}
	for v, p := range s.Places {
		if len(p.Cut) > 0 && k.reaches(below[v], p.Cut, classes) {
			return fmt.Errorf("the cut of place %d does not part the hosts below from the others", v)
		}
	}
	return nil
}

// reaches tells whether paths without the links of a cut lead from some hosts to
// others of the classes.
func (k *checker) reaches(from, cut []int, classes []class) bool {
	g := k.p.Network.Graph
	closed, seen := make([]bool, len(g.Links)), make([]bool, len(g.Nodes))
	for _, l := range cut {
		closed[l] = true
	}
	for _, m := range from {
		seen[m] = true
	}
	inside := len(from)
	for queue := append([]int{}, from...); len(queue) > 0; queue = queue[1:] {
		for _, a := range g.Out(queue[0]) {
			if n := g.Head(a); !closed[a.Link()] && !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	for c := range classes {
		for _, m := range classes[c].nodes {
			if seen[m] {
				inside--
			}
		}
	}
	return inside != 0
}
