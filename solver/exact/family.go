package exact

import "slices"

// family is a set of classes whose instances a branch may count.
type family []bool

// makeFamilies returns the sets to branch on: all classes, the hierarchy's
// subtrees from the top down, then single classes.
func (f *field) makeFamilies() []family {
	n := len(f.classes)
	room := make([]bool, n*(1+n+f.ground.places))
	next := func() family {
		one := room[:n:n]
		room = room[n:]
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
