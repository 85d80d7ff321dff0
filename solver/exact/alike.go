package exact

// Most hosts of a large network look alike to prices: same pool, same choices
// left, same potentials at their place, same limits that count them. A pass over
// all classes prices one of each kind and lets the others follow it.

// link notes for every class the one before it that may be like it.
func (f *field) link() {
	last := map[*pool]int{}
	f.before, f.model = make([]int, len(f.classes)), make([]int, len(f.classes))
	for c := range f.classes {
		f.before[c] = -1
		if k, known := last[f.classes[c].pool]; known {
			f.before[c] = k
		}
		last[f.classes[c].pool] = c
	}
}

// modelOf returns the class before c in this pass that costs what c does, or c
// if there is none. phi are the potentials of all places and y the duals of the
// limits.
func modelOf[T number](f *field, c int, alive [][]int32, phi []T, limits []*limit, y []T) int {
	at := f.classes[c].place * f.types
	for k := f.before[c]; k >= 0; k = f.before[k] {
		if f.model[k] != k || f.classes[k].reach != f.classes[c].reach || !same(alive[k], alive[c]) {
			continue
		}
		if equal(phi[at:at+f.types], phi[f.classes[k].place*f.types:]) && countedAlike(c, k, limits, y) {
			return k
		}
	}
	return c
}

// same tells whether two lists of choices are one.
func same(a, b []int32) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// equal tells whether b begins with a.
func equal[T number](a, b []T) bool {
	for i, v := range a {
		if b[i] != v {
			return false
		}
	}
	return true
}

// countedAlike tells whether all limits that matter count two classes alike.
func countedAlike[T number](c, k int, limits []*limit, y []T) bool {
	for r, l := range limits {
		switch {
		case y[r] == 0:
		case l.kind == instances && l.members[c] != l.members[k]:
			return false
		case l.kind == hostLink && (l.of == c || l.of == k):
			return false
		}
	}
	return true
}
