package lab

import (
	"fmt"

	"qanat/emu/impair"
	"qanat/topo"
)

// FromGraph makes a lab of a topology: a node for each of its nodes, of which
// hosts forward nothing, a link for each of its links, and each of these with
// what both says. The link's capacity becomes its rate if capacities is true.
func FromGraph(g *topo.Graph, both impair.Impairment, capacities bool) *Lab {
	l := &Lab{Name: nameFrom(g.Name)}
	named := map[string]int{}
	for _, n := range g.Nodes {
		name := nameFrom(n.Name)
		if name == "" {
			name = "node"
		}
		if named[name]++; named[name] > 1 { // by what could not stay in it
			name += fmt.Sprintf(".%d", named[name])
		}
		l.Nodes = append(l.Nodes, Node{Name: name, Stub: n.Kind == topo.Host, Kind: n.Kind, At: n.Pos, Placed: n.Placed})
	}
	seen := map[string]int{}
	for _, link := range g.Links {
		m := both
		if capacities && m.Rate == 0 {
			m.Rate = link.Capacity
		}
		a, b := l.Nodes[link.A].Name, l.Nodes[link.B].Name
		name := "" // of its ends, unless there are several links between them
		if seen[a+"-"+b]++; seen[a+"-"+b] > 1 {
			name = fmt.Sprintf("parallel%d-%d", len(l.Links), seen[a+"-"+b])
		}
		l.Links = append(l.Links, Link{Name: name, Ends: [2]string{a, b}, Directions: [2]impair.Impairment{m, m}})
	}
	return l
}

// nameFrom replaces what a name may not have; maps have cities' names.
func nameFrom(s string) string {
	name := []rune{}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-', r == '_', r == '.':
			name = append(name, r)
		case len(name) > 0 && name[len(name)-1] != '-':
			name = append(name, '-')
		}
		if len(name) == 1 && (name[0] == '-' || name[0] == '_' || name[0] == '.') {
			name = name[:0]
		}
	}
	const most = 56 // leaves room for a number behind it
	name = name[:min(most, len(name))]
	for len(name) > 0 && (name[len(name)-1] == '-' || name[len(name)-1] == '.' || name[len(name)-1] == '_') {
		name = name[:len(name)-1]
	}
	return string(name)
}
