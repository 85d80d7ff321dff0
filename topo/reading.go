package topo

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"qanat/topo/yamlfile"
)

// reading is a file on its way into a graph.
type reading struct {
	*yamlfile.File
	b *Builder
}

// blame says that what the builder has found wrong since the last time stands at
// a path.
func (r *reading) blame(path string) {
	for _, err := range r.b.Mistakes() {
		r.Fail(path, "%w", err)
	}
}

// link adds the link at a path.
func (r *reading) link(path string, l *documentLink) {
	if len(l.Ends) != 2 {
		r.Fail(path+".ends", "link has ends %v: give two names of nodes", l.Ends)
		return
	}
	capacity, err := ParseRate(l.Capacity)
	if err != nil {
		r.Fail(path+".capacity", "link %v: %w", l.Ends, err)
	}
	var ends [2]int
	missing := false
	for e, name := range l.Ends {
		m, known := r.b.graph.byName[name]
		if !known {
			r.Fail(fmt.Sprintf("%s.ends[%d]", path, e), "link %v: no node is called %q: add the node or correct the name", l.Ends, name)
			missing = true
		}
		ends[e] = m
	}
	if !missing {
		r.b.Link(ends[0], ends[1], capacity)
		r.blame(path + ".ends")
	}
}

// node adds the node at a path.
func (r *reading) node(path string, d *documentNode) {
	n := Node{Name: d.Name, Capacity: r.capacities(path+".capacity", d)}
	kind := slices.Index(kindNames, d.Kind)
	switch {
	case kind >= 0:
		n.Kind = Kind(kind)
	case d.Kind != "":
		r.Fail(path+".kind", "node %q is of kind %q: use one of %v", d.Name, d.Kind, kindNames)
	}
	switch len(d.At) {
	case 0:
	case 2:
		n.Pos, n.Placed = Point{d.At[0], d.At[1]}, true
		if sum := d.At[0] + d.At[1]; math.IsNaN(sum) || math.IsInf(sum, 0) {
			r.Fail(path+".at", "node %q is at %v: give finite numbers", d.Name, d.At)
		}
	default:
		r.Fail(path+".at", "node %q is at %v: give x and y", d.Name, d.At)
	}
	r.b.Node(n)
	r.blame(path + ".name")
}

// capacities puts the amounts of a node, at a path, into the order of the
// resources.
func (r *reading) capacities(path string, d *documentNode) []int64 {
	resources := r.b.graph.Resources
	capacity := make([]int64, len(resources))
	for _, name := range slices.Sorted(maps.Keys(d.Capacity)) {
		at, resource := yamlfile.Key(path, name), slices.Index(resources, name)
		amount, err := strconv.ParseInt(string(d.Capacity[name]), 10, 64)
		switch {
		case resource < 0:
			r.Fail(at, "node %q has a capacity of %q, which is not among the resources %v: list it there or correct the name",
				d.Name, name, resources)
		case err != nil:
			r.Fail(at, "node %q has capacity %s of %s: write a whole number", d.Name, d.Capacity[name], name)
		case amount < 0:
			r.Fail(at, "node %q has capacity %d of %s: capacities start at 0", d.Name, amount, name)
		default:
			capacity[resource] = amount
		}
	}
	return capacity
}
