package certificate

import (
	"fmt"
	"slices"
)

// ground is what joins the hosts of a stage, after it has been checked.
type ground struct {
	tree   bool
	places int
	edges  []edge
	index  map[int]int // of the edge that a limit names
	// gap is the greatest common length of ways on a tree, and far how far source
	// and target are apart there, in half links.
	gap, far int64
}

// edge joins two places.
type edge struct {
	a, b   int
	length int64 // half links
	room   int64 // what is left of its links; -1 where that is not told
}

// class is a set of hosts of a stage.
type class struct {
	*host
	nodes []int
	place int
	reach int64
	room  int64 // of all cuts together; -1 where they are not told
}

// longest bounds lengths, in half links.
const longest = 1 << 20

// network returns the network's own switches and links as a ground, and where
// every node is on it.
func (k *checker) network() (*ground, []int) {
	graph := k.p.Network.Graph
	g, at := &ground{index: map[int]int{}}, make([]int, len(graph.Nodes))
	for m := range graph.Nodes {
		if k.link(m) < 0 {
			at[m] = g.places
			g.places++
		}
	}
	for m := range graph.Nodes {
		if l := k.link(m); l >= 0 {
			at[m] = at[graph.Head(graph.Out(m)[0])]
		}
	}
	for l, link := range graph.Links {
		if room := int64(k.p.Network.Spare[l]); room > 0 && k.link(link.A) < 0 && k.link(link.B) < 0 {
			g.index[l] = len(g.edges)
			g.edges = append(g.edges, edge{at[link.A], at[link.B], 2, room})
		}
	}
	return g, at
}

// classes checks that a stage's classes hold every host that may do something,
// once, and that the hosts of each are alike.
func (k *checker) classes(list []Class, g *ground, at []int) ([]class, error) {
	seen := make([]bool, len(k.hosts))
	var classes []class
	for c := range list {
		from := &list[c]
		if len(from.Hosts) == 0 || from.Place < 0 || from.Place >= g.places || from.Reach < 0 || from.Reach > longest {
			return nil, fmt.Errorf("class %d has no hosts or is nowhere", c)
		}
		for _, m := range from.Hosts {
			if m < 0 || m >= len(seen) || seen[m] {
				return nil, fmt.Errorf("class %d: node %d does not exist or is in another class too", c, m)
			}
			if seen[m] = true; k.hosts[m] != k.hosts[from.Hosts[0]] {
				return nil, fmt.Errorf("class %d: nodes %d and %d are not alike", c, from.Hosts[0], m)
			}
			if !g.tree && (from.Place != at[m] || (from.Reach == 2) != (k.link(m) >= 0) || from.Reach%2 != 0 || from.Reach > 2) {
				return nil, fmt.Errorf("class %d: node %d is elsewhere in the network", c, m)
			}
		}
		room, err := k.room(from, g)
		if err != nil {
			return nil, fmt.Errorf("class %d: %w", c, err)
		}
		classes = append(classes, class{&k.hosts[from.Hosts[0]], from.Hosts, from.Place, from.Reach, room})
	}
	for _, m := range []int{k.p.Chain.Source, k.p.Chain.Target} {
		if !seen[m] {
			return nil, fmt.Errorf("no class has node %d, an endpoint of the chain", m)
		}
	}
	return classes, nil
}

// room adds up what is left of the cuts of a class' hosts. In the network these
// are the leaves' own links.
func (k *checker) room(c *Class, g *ground) (int64, error) {
	if len(c.Cuts) == 0 && (g.tree || c.Reach == 0) {
		return -1, nil
	}
	sum := int64(0)
	for h, m := range c.Hosts {
		cut := []int{k.link(m)}
		if g.tree {
			if len(c.Cuts) != len(c.Hosts) {
				return 0, fmt.Errorf("%d cuts for %d hosts", len(c.Cuts), len(c.Hosts))
			}
			cut = c.Cuts[h]
		}
		room, err := k.spare(cut)
		if err != nil {
			return 0, err
		}
		sum += room
	}
	return sum, nil
}

// spare returns what is left of distinct links.
func (k *checker) spare(links []int) (int64, error) {
	sum := int64(0)
	for n, l := range links {
		if l < 0 || l >= len(k.p.Network.Spare) || slices.Contains(links[:n], l) {
			return 0, fmt.Errorf("link %d of a cut does not exist or is named twice", l)
		}
		sum += int64(k.p.Network.Spare[l])
	}
	return sum, nil
}
