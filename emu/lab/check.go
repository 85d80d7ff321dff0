package lab

import (
	"fmt"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

const (
	// MostNodes bounds a lab: each node takes about half a megabyte of the
	// kernel's memory, and the time to make one grows with their number.
	MostNodes = 2000
	// mostMembers is what a Linux bridge takes.
	mostMembers = 1000
	// longestInterface is the longest name that Linux gives an interface.
	longestInterface = 15
	// farthest is how far from the origin a node may be drawn, in any unit.
	farthest = 1e9
)

// nodeName is what file names, host names and shells all take.
var nodeName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$`)

// index finds what a lab's names stand for.
type index struct {
	nodes, links, lans, processes map[string]int
}

// checker names a lab's mistakes.
type checker struct {
	*Lab
	Mistakes
	index
}

// check completes the names that were left out and returns what they stand for.
func (l *Lab) check() (index, Mistakes) {
	c := &checker{Lab: l, index: index{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}}
	if !nodeName.MatchString(l.Name) {
		c.failf("$.name", "%q is no name of a lab: use at most 63 letters, digits, dots, hyphens and underscores", l.Name)
	}
	c.checkNodes()
	for i := range l.Links {
		c.checkLink(i)
	}
	for i := range l.LANs {
		c.checkLAN(i)
	}
	for i, r := range l.Routes {
		c.known(fmt.Sprintf("$.routes[%d].node", i), c.nodes, "node", r.Node)
		c.known(fmt.Sprintf("$.routes[%d].via", i), c.nodes, "node", r.Via)
		if r.To.IsValid() && !r.To.Addr().Is4() {
			c.failf(fmt.Sprintf("$.routes[%d].to", i), "%v is no IPv4 subnet: write for example 10.1.0.0/24", r.To)
		}
	}
	c.checkProcesses()
	for i := range l.Events {
		c.checkEvent(i)
	}
	return c.index, c.Mistakes
}

func (c *checker) checkNodes() {
	switch {
	case len(c.Nodes) == 0:
		c.failf("$.nodes", "the lab has no nodes: list at least one, as in \"nodes: [{name: a}]\"")
	case len(c.Nodes) > MostNodes:
		c.failf("$.nodes", "the lab has %d nodes: one machine is asked for at most %d: make several labs, or a smaller one", len(c.Nodes), MostNodes)
	}
	for i := range c.Nodes {
		n, path := &c.Nodes[i], fmt.Sprintf("$.nodes[%d]", i)
		c.claim(path+".name", c.nodes, "node", n.Name, i)
		if _, err := netip.ParseAddr(n.Name); err == nil || strings.EqualFold(n.Name, "localhost") {
			c.failf(path+".name", "%q means an address already, and nodes' names are host names: choose another one", n.Name)
		}
		if far := max(math.Abs(n.At.X), math.Abs(n.At.Y)); n.Placed && !(far < farthest) {
			c.failf(path+".at", "node %q is at (%g, %g): draw it within %g of (0, 0)", n.Name, n.At.X, n.At.Y, farthest)
		}
	}
}

// claim gives a name to the thing with an index.
func (c *checker) claim(path string, of map[string]int, kind, name string, i int) {
	other, taken := of[name]
	switch {
	case !nodeName.MatchString(name):
		c.failf(path, "%q is no name of a %s: use at most 63 letters, digits, dots, hyphens and underscores", name, kind)
	case taken:
		c.failf(path, "%ss %d and %d are both called %q: rename one", kind, other, i, name)
	default:
		of[name] = i
	}
}

// known tells whether a name stands for anything.
func (c *checker) known(path string, of map[string]int, kind, name string) bool {
	if _, is := of[name]; is {
		return true
	}
	var names []string
	for other := range of { // order: the list is sorted
		names = append(names, other)
	}
	slices.Sort(names)
	const listed = 8
	if len(names) > listed {
		names = append(names[:listed], "...")
	}
	c.failf(path, "there is no %s %q: there are %s", kind, name, strings.Join(names, ", "))
	return false
}

func (c *checker) checkLink(i int) {
	l, path := &c.Links[i], fmt.Sprintf("$.links[%d]", i)
	for _, end := range l.Ends {
		c.known(path+".ends", c.nodes, "node", end)
	}
	if l.Ends[0] == l.Ends[1] {
		c.failf(path+".ends", "the link joins %q to itself: name two nodes", l.Ends[0])
	}
	for _, name := range l.Interfaces {
		if name != "" {
			c.checkInterface(path+".interfaces", name)
		}
	}
	c.checkEngine(path+".engine", l.Engine)
	if l.Name == "" {
		l.Name = l.Ends[0] + "-" + l.Ends[1]
		if _, taken := c.links[l.Name]; taken {
			c.failf(path, "there is another link between %s and %s: give this one a name of its own", l.Ends[0], l.Ends[1])
			return
		}
		c.links[l.Name] = i
		return
	}
	c.claim(path+".name", c.links, "link", l.Name, i)
}

// checkEngine names an engine that is none.
func (c *checker) checkEngine(path, engine string) {
	if engine != "" && !slices.Contains(Engines, engine) {
		c.failf(path, "there is no engine %q: use one of %s, or leave it out", engine, strings.Join(Engines, ", "))
	}
}

func (c *checker) checkInterface(path, name string) {
	switch {
	case len(name) > longestInterface:
		c.failf(path, "%q is too long for an interface: Linux takes at most %d characters", name, longestInterface)
	case strings.ContainsAny(name, "/: \t\n%") || name == "." || name == ".." || name == "lo" || name == "all" || name == "default":
		c.failf(path, "%q is no name for an interface: use letters and digits, as in \"wan0\"", name)
	}
}

func (c *checker) checkLAN(i int) {
	l, path := &c.LANs[i], fmt.Sprintf("$.lans[%d]", i)
	c.claim(path+".name", c.lans, "LAN", l.Name, i)
	if _, taken := c.links[l.Name]; taken {
		c.failf(path+".name", "a link and a LAN are both called %q: rename one", l.Name)
	}
	c.checkEngine(path+".engine", l.Engine)
	for k, name := range l.Members {
		at := fmt.Sprintf("%s.members[%d]", path, k)
		if c.known(at, c.nodes, "node", name) && slices.Contains(l.Members[:k], name) {
			c.failf(at, "%q is listed twice: list each member once", name)
		}
	}
	switch {
	case len(l.Members) == 0:
		c.failf(path, "LAN %q has no members: list the nodes that it joins", l.Name)
	case len(l.Members) > mostMembers:
		c.failf(path+".members", "LAN %q has %d members: a bridge takes at most %d", l.Name, len(l.Members), mostMembers)
	}
}
