package exact

import (
	"slices"

	"qanat/solver"
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

// field is the space of one search: the classes of hosts on a ground.
type field struct {
	in       *instance
	ground   *ground
	classes  []class
	classOf  []int // per host
	types    int
	unit     float64 // one unit of the linear program's costs, in solver.Cost
	ceiling  solver.Cost
	families []family
	// floats is what the linear program's prices start from; whole and tariffs are
	// those of the proof evaluated last, and in what unit it counted.
	floats  *scale[float64]
	whole   *scale[int64]
	fine    int
	tariffs []tariff[int64]
	least   []int64
	// evaluated is that proof.
	evaluated *proof
	// duals and reached are what potentials and spread work in.
	duals   []float64
	reached []bool
	// known lists, per class, the vertices that some relaxation took up.
	known [][]int32
	// before is, per class, the one before it with the same pool, or -1; model the
	// one that it followed in the last pass over all classes, or -1 if it was idle.
	before, model []int
}

// family is a set of classes whose instances a branch may count.
type family []bool

// newField sorts the hosts into classes; alone marks hosts, by node, that must
// be told apart. It returns nil if some host has too many patterns.
func newField(in *instance, g *ground, alone []bool) *field {
	f := &field{in: in, ground: g, types: in.positions() + 1, ceiling: in.ceiling()}
	if !f.sort(alone) {
		return nil
	}
	base := in.cover + in.problem.Prices.Bandwidth(in.demand)*4
	f.unit = max(1, float64(base)/32)
	f.known, f.tariffs = make([][]int32, len(f.classes)), newTariffs(in, len(f.classes), &in.memory.counts)
	demand := float64(in.demand)
	f.floats = newScale(in, float64(in.price(1))/2*demand/f.unit,
		func(c int64) float64 { return float64(c) / f.unit }, func(r int64) float64 { return float64(r) / demand })
	f.families = f.makeFamilies()
	f.link()
	return f
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
	memory := make([]int, len(hosts))
	for k := range f.classes {
		f.classes[k].hosts, memory = memory[:0:size[k]], memory[size[k]:]
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

// makeFamilies returns the sets to branch on: all classes, the hierarchy's
// subtrees from the top down, then single classes.
func (f *field) makeFamilies() []family {
	n := len(f.classes)
	memory := make([]bool, n*(1+n+f.ground.places))
	next := func() family {
		one := memory[:n:n]
		memory = memory[n:]
		return one
	}
	all := next()
	for c := range all {
		all[c] = true
	}
	list := []family{all}
	for k := range f.classes {
		if f.classes[k].pool.role != plain {
			one := next()
			one[k] = true
			list = append(list, one)
		}
	}
	if f.ground.tree {
		below := make([]family, f.ground.places)
		for c := range below {
			below[c] = next()
		}
		for k := range f.classes {
			for c := f.classes[k].place; c >= 0; c = f.ground.edges[c].b {
				below[c][k] = true
			}
		}
		slices.Reverse(below)
		for _, b := range below {
			if size := b.size(); size > 1 && size < n {
				list = append(list, b)
			}
		}
	}
	for k := range f.classes {
		if f.classes[k].pool.role == plain {
			one := next()
			one[k] = true
			list = append(list, one)
		}
	}
	return list
}

func (f family) size() int {
	n := 0
	for _, member := range f {
		if member {
			n++
		}
	}
	return n
}

// limit is a row that a search adds: at most, or at least, bound.
type limit struct {
	kind    limitKind
	least   bool // at least, instead of at most
	bound   int64
	members family // instances: the classes counted
	// position and entry of its tallies.
	position, entry int
	cover           bool // one of those that covers returns
	// of is the class (whose links count) or the edge of the ground of a link
	// limit; its bound is in kbit/s.
	of int
}

type limitKind uint8

const (
	instances limitKind = iota
	hostLink
	groundLink
)
