package topo

import (
	"fmt"
	"math/rand/v2"
)

// Jellyfish returns a random regular network of top-of-rack switches (Singla et
// al., NSDI 2012): each of the switches has so many ports, of which hosts take
// hostsPerSwitch and the others lead to other switches drawn at random. Pairs
// with free ports are joined until none is left; then links are broken for the
// ports that are left (breakIn), so at most one stays free. ports
// exceeds hostsPerSwitch, and there are more switches than ports that lead to
// others. Nodes are numbered hosts first, then switches.
func Jellyfish(switches, ports, hostsPerSwitch int, rng *rand.Rand, with Equipment) (*Graph, error) {
	degree := ports - hostsPerSwitch
	if hostsPerSwitch < 1 || degree < 2 || switches <= degree {
		return nil, fmt.Errorf("jellyfish with %d switches of %d ports, %d of them for hosts: leave at least 2 ports for other switches, "+
			"1 for hosts, and have more switches than ports that lead to switches", switches, ports, hostsPerSwitch)
	}
	if err := sized(switches, switches, degree); err != nil {
		return nil, err
	}
	if err := sized(switches, hostsPerSwitch); err != nil {
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
	peers  []map[int]bool
	links  [][2]int
}

// wire draws the links anew.
func (j *jellyfish) wire() {
	j.links = j.links[:0]
	for s := range j.peers {
		j.peers[s] = map[int]bool{}
	}
	for {
		var pairs [][2]int
		for a := range j.peers {
			for b := range a {
				if j.free(a) > 0 && j.free(b) > 0 && !j.peers[a][b] {
					pairs = append(pairs, [2]int{b, a})
				}
			}
		}
		if len(pairs) > 0 {
			j.join(pairs[j.rng.IntN(len(pairs))])
		} else if !j.breakIn() {
			return
		}
	}
}

// breakIn replaces a random link x-y by a-x and b-y, where a and b have free
// ports, or are one switch that has two; false if no link will do.
func (j *jellyfish) breakIn() bool {
	for a := range j.peers {
		for b := range j.peers {
			if j.free(a) == 0 || j.free(b) == 0 || a == b && j.free(a) < 2 {
				continue
			}
			if k, ok := j.breakable(a, b); ok {
				l := j.links[k]
				j.links = append(j.links[:k], j.links[k+1:]...)
				delete(j.peers[l[0]], l[1])
				delete(j.peers[l[1]], l[0])
				j.join([2]int{l[0], a})
				j.join([2]int{b, l[1]})
				return true
			}
		}
	}
	return false
}

// breakable draws a link x-y whose ends may be joined to a and to b.
func (j *jellyfish) breakable(a, b int) (link int, ok bool) {
	var list []int
	for k, l := range j.links {
		apart := l[0] != a && l[1] != b && l[0] != b && l[1] != a
		if apart && !j.peers[a][l[0]] && !j.peers[b][l[1]] {
			list = append(list, k)
		}
	}
	if len(list) == 0 {
		return 0, false
	}
	return list[j.rng.IntN(len(list))], true
}

func (j *jellyfish) free(s int) int { return j.degree - len(j.peers[s]) }

func (j *jellyfish) join(l [2]int) {
	j.links = append(j.links, l)
	j.peers[l[0]][l[1]] = true
	j.peers[l[1]][l[0]] = true
}
