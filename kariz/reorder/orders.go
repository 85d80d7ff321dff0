package reorder

// Orders lists the permitted orders of n middleboxes at positions 0..n-1: those
// in which every pair that is not compatible keeps its order. Each is a list of
// old positions. The chain's own order comes first and the rest follow in
// lexicographic order, at most limit of them all; more tells whether there are
// others. compatible must be symmetric.
func Orders(n, limit int, compatible func(i, j int) bool) (orders [][]int, more bool) {
	e := enumeration{n: n, limit: limit, compatible: compatible, used: make([]bool, n)}
	e.extend()
	return e.orders, e.more
}

// enumeration builds orders middlebox by middlebox. The lowest position that may
// come next does so first, so that the first order is the chain's own.
type enumeration struct {
	n, limit   int
	compatible func(i, j int) bool
	used       []bool
	order      []int
	orders     [][]int
	more       bool
}

func (e *enumeration) extend() {
	if len(e.order) == e.n {
		if e.more = len(e.orders) == e.limit; !e.more {
			e.orders = append(e.orders, append([]int(nil), e.order...))
		}
		return
	}
	for i := 0; i < e.n && !e.more; i++ {
		if e.used[i] || !e.mayPrecede(i) {
			continue
		}
		e.used[i] = true
		e.order = append(e.order, i)
		e.extend()
		e.order = e.order[:len(e.order)-1]
		e.used[i] = false
	}
}

// mayPrecede tells whether position i is compatible with every earlier one that
// is not placed yet, all of which it would overtake.
func (e *enumeration) mayPrecede(i int) bool {
	for j := range i {
		if !e.used[j] && !e.compatible(i, j) {
			return false
		}
	}
	return true
}
