package topo

import (
	"fmt"
	"math/rand/v2"
)

// Jellyfish returns a random regular network of top-of-rack switches (Singla et
// al., NSDI 2012): each of the switches has so many ports, of which hosts take
// hostsPerSwitch and the others lead to other switches drawn at random. Pairs
// with free ports are joined until none is left; then links are broken for the
// ports that are left (breakIn), so at most one stays free. The time grows with
// the number of ports. ports exceeds hostsPerSwitch, and there are more switches
// than ports that lead to others. Nodes are numbered hosts first, then switches.
func Jellyfish(switches, ports, hostsPerSwitch int, rng *rand.Rand, with Equipment) (*Graph, error) {
	degree := ports - hostsPerSwitch
	if hostsPerSwitch < 1 || degree < 2 || switches <= degree {
		return nil, fmt.Errorf("jellyfish with %d switches of %d ports, %d of them for hosts: leave at least 2 ports for other switches, "+
			"1 for hosts, and have more switches than ports that lead to switches", switches, ports, hostsPerSwitch)
	}
	if err := sized(switches, ports); err != nil {
		return nil, err
	}
	j := jellyfish{rng: rng, degree: degree, peers: make([]map[int]bool, switches)}
	for attempt := 0; ; attempt++ {
		j.wire()
		b := NewBuilder(fmt.Sprintf("jellyfish:switches=%d,ports=%d,hosts=%d", switches, ports, hostsPerSwitch), with.Resources...)
		hosts := b.row("h", Host, switches*hostsPerSwitch, with.Host)
		edges := b.row("e", Edge, switches, nil)
		for h := range switches * hostsPerSwitch {
			b.Link(hosts+h, edges+h/hostsPerSwitch, with.HostLink)
		}
		for _, l := range j.links {
			b.Link(edges+l[0], edges+l[1], with.Fabric)
		}
		g, err := b.Build()
		if err != nil {
			return nil, err
		}
		if _, components := g.Components(); components == 1 {
			return g, nil
		}
		if attempt == attempts {
			return nil, fmt.Errorf("jellyfish with %d switches: %d random wirings were all disconnected: use more ports", switches, attempts)
		}
	}
}

// attempts is how often a network is wired anew if it comes out in parts, which
// is rare with three or more ports.
const attempts = 100

// jellyfish is the wiring between switches while it grows.
type jellyfish struct {
	rng    *rand.Rand
	degree int
	peers  []map[int]bool // looked up, never iterated
	links  [][2]int
	open   []int // switches with free ports
	place  []int // of each switch in open
}

// wire draws the links anew.
func (j *jellyfish) wire() {
	j.links, j.open, j.place = j.links[:0], j.open[:0], j.place[:0]
	for s := range j.peers {
		j.peers[s] = map[int]bool{}
		j.open, j.place = append(j.open, s), append(j.place, s)
	}
	for {
		j.draw()
		j.list()
		if !j.breakIn() {
			return
		}
	}
}

// draw joins pairs of open switches drawn at random, each pair that may be joined
// with the same probability, until as many draws in a row have failed as there
// are open switches.
func (j *jellyfish) draw() {
	for failed := 0; failed < len(j.open); failed++ {
		a, b := j.open[j.rng.IntN(len(j.open))], j.open[j.rng.IntN(len(j.open))]
		if a != b && !j.peers[a][b] {
			j.link(a, b)
			failed = -1
		}
	}
}

// list joins the pairs that are left in random order, which is the same as
// drawing them. By now few switches are open, or nearly all of them are joined.
func (j *jellyfish) list() {
	var pairs [][2]int
	for i, a := range j.open {
		for _, b := range j.open[:i] {
			if !j.peers[a][b] {
				pairs = append(pairs, [2]int{a, b})
			}
		}
	}
	j.rng.Shuffle(len(pairs), func(i, k int) { pairs[i], pairs[k] = pairs[k], pairs[i] })
	for _, p := range pairs {
		if j.free(p[0]) > 0 && j.free(p[1]) > 0 {
			j.link(p[0], p[1])
		}
	}
}

func (j *jellyfish) link(a, b int) {
	j.links = append(j.links, [2]int{a, b})
	j.join(a, b)
}

// breakIn replaces a random link x-y by x-a and y-b, where a and b are open, or
// are one switch that has two free ports; false if no link will do.
func (j *jellyfish) breakIn() bool {
	for _, a := range j.open {
		for _, b := range j.open {
			if a == b && j.free(a) < 2 {
				continue
			}
			if k, x, y, ok := j.breakable(a, b); ok {
				delete(j.peers[x], y)
				delete(j.peers[y], x)
				j.links[k] = [2]int{x, a}
				j.join(x, a)
				j.link(y, b)
				return true
			}
		}
	}
	return false
}

// breakable draws a link x-y, in either direction, whose ends may be joined to a
// and to b.
func (j *jellyfish) breakable(a, b int) (link, x, y int, ok bool) {
	var arcs []int // 2k for link k, 2k+1 for its other direction
	for k, l := range j.links {
		for turn := range 2 {
			x, y := l[turn], l[1-turn]
			if x != a && y != b && !j.peers[a][x] && !j.peers[b][y] {
				arcs = append(arcs, 2*k+turn)
			}
		}
	}
	if len(arcs) == 0 {
		return 0, 0, 0, false
	}
	arc := arcs[j.rng.IntN(len(arcs))]
	l := j.links[arc/2]
	return arc / 2, l[arc%2], l[1-arc%2], true
}

func (j *jellyfish) free(s int) int { return j.degree - len(j.peers[s]) }

// join takes a port of each of two switches.
func (j *jellyfish) join(a, b int) {
	j.peers[a][b], j.peers[b][a] = true, true
	for _, s := range [2]int{a, b} {
		if last := j.open[len(j.open)-1]; j.free(s) == 0 && j.isOpen(s) {
			j.open[j.place[s]], j.place[last] = last, j.place[s]
			j.open = j.open[:len(j.open)-1]
		}
	}
}

func (j *jellyfish) isOpen(s int) bool { return j.place[s] < len(j.open) && j.open[j.place[s]] == s }
