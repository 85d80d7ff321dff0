package exact

import (
	"slices"

	"qanat/topo"
)

// class is a set of hosts that a search cannot tell apart.
type class struct {
	hosts []int // indices into instance.hosts
	pool  *pool
	alive []int32 // the choices that are left of it
	place int
	reach int64
	spare topo.Rate // what is left of each host's way to its place
}

// sort puts the hosts into classes, unless one has too many patterns. Those that
// alone marks, by node, stay alone.
func (f *field) sort(alone []bool) bool {
	hosts := f.in.hosts
	f.classes, f.classOf = make([]class, 0, len(hosts)), make([]int, len(hosts))
	size := make([]int, 0, len(hosts))
	for h := range hosts {
		c := f.describe(h)
		if c.pool == nil {
			return false
		}
		k := -1
		if hosts[h].role == plain && !alone[hosts[h].node] {
			k = f.find(&c)
		}
		if k < 0 {
			k, f.classes, size = len(f.classes), append(f.classes, c), append(size, 0)
		}
		f.classOf[h] = k
		size[k]++
	}
	room := make([]int, len(hosts))
	for k := range f.classes {
		f.classes[k].hosts, room = room[:0:size[k]], room[size[k]:]
	}
	for h, k := range f.classOf {
		f.classes[k].hosts = append(f.classes[k].hosts, h)
	}
	return true
}

// describe returns the class of a host, without its hosts.
func (f *field) describe(h int) class {
	host := &f.in.hosts[h]
	at := &f.ground.site[host.node]
	c := class{pool: f.in.poolFor(host), place: at.place, reach: at.half, spare: at.room}
	// A link wider than all that can turn on it limits nothing.
	c.spare = min(c.spare, 2*topo.Rate(f.types)*f.in.demand)
	if f.in.alive != nil {
		c.alive = f.in.alive[h]
	} else if c.pool != nil {
		c.alive = c.pool.all
	}
	return c
}

// find returns the class that cannot be told from c, or -1. It is never that of an
// endpoint: no pool serves both them and others.
func (f *field) find(c *class) int {
	for k := range f.classes {
		o := &f.classes[k]
		if o.pool == c.pool && o.place == c.place && o.reach == c.reach && o.spare == c.spare &&
			(same(o.alive, c.alive) || slices.Equal(o.alive, c.alive)) {
			return k
		}
	}
	return -1
}
