package store

// Pool is a set of consecutive items that are taken and given back. Items given
// back are taken again as late as possible, so that what still refers to one meets
// nobody else soon (RFC 6056 has the reasons for ports).
type Pool struct {
	first  uint64
	free   []uint32 // a ring
	at     int      // the next to be taken
	left   int
	missed []uint64 // bits of items that are taken
}

func newPool(first uint64, items int) *Pool {
	p := &Pool{first: first, free: make([]uint32, items), left: items, missed: make([]uint64, (items+63)/64)}
	for i := range p.free {
		p.free[i] = uint32(i)
	}
	return p
}

// Take takes the item that was given back longest ago; false if none is left.
func (p *Pool) Take() (item uint64, ok bool) {
	if p.left == 0 {
		return 0, false
	}
	index := p.free[p.at]
	if p.at++; p.at == len(p.free) {
		p.at = 0
	}
	p.left--
	p.missed[index/64] |= 1 << (index % 64)
	return p.first + uint64(index), true
}

// Upcoming returns the item that the k-th Take from now on returns, from 0, unless
// Untake intervenes; false if there are no more than k.
func (p *Pool) Upcoming(k int) (item uint64, ok bool) {
	if k >= p.left {
		return 0, false
	}
	at := p.at + k
	if at >= len(p.free) {
		at -= len(p.free)
	}
	return p.first + uint64(p.free[at]), true
}

// Untake undoes the last Take that was neither undone nor followed by Give: the item
// is the next to be taken again, as if it had never been.
func (p *Pool) Untake() {
	if p.at--; p.at < 0 {
		p.at = len(p.free) - 1
	}
	p.left++
	index := p.free[p.at]
	p.missed[index/64] &^= 1 << (index % 64)
}

// Give puts an item back; false if it is none of the pool's, or was not taken.
func (p *Pool) Give(item uint64) bool {
	index := item - p.first
	if index >= uint64(len(p.free)) || p.missed[index/64]>>(index%64)&1 == 0 {
		return false
	}
	p.missed[index/64] &^= 1 << (index % 64)
	p.free[(p.at+p.left)%len(p.free)] = uint32(index)
	p.left++
	return true
}

// Left is how many items can be taken.
func (p *Pool) Left() int { return p.left }
