package transaction

import (
	"runtime"
	"sync/atomic"

	"qanat/middlebox"
	"qanat/middlebox/store"
)

// lock is one partition's. It has a cache line to itself, so that threads that use
// others are not disturbed.
type lock struct {
	owner atomic.Uint32 // thread plus one, 0 if free
	_     [60]byte
}

// mostStripes is into how many partitions the elements of a vector are divided.
const mostStripes = 1024

// locks are those of all objects of a store.
type locks struct {
	of     [][]lock // per object; of vectors, element modulo their number
	tables []*store.Table
	keyed  []bool // per object: found by key; of others by index
	single []bool // one lock for all of it
}

func newLocks(s *store.Store) *locks {
	l := &locks{}
	for k := range s.Objects {
		o := &s.Objects[k]
		n := 1
		single := o.Kind == middlebox.Pool || o.Kind == middlebox.Bloom || o.Kind == middlebox.Sketch
		switch {
		case o.Kind.Keyed():
			n = s.Table(k).Segments()
		case !single:
			n = min(o.Capacity, mostStripes)
		}
		l.of = append(l.of, make([]lock, n))
		l.tables = append(l.tables, s.Table(k))
		l.keyed, l.single = append(l.keyed, o.Kind.Keyed()), append(l.single, single)
	}
	return l
}

// find returns the lock of a key's, or an index's, partition.
func (l *locks) find(object int, key middlebox.Key) *lock {
	all := l.of[object]
	switch {
	case l.single[object]:
		return &all[0]
	case l.keyed[object]:
		return &all[l.tables[object].Segment(key)]
	}
	return &all[key.Low%uint64(len(all))]
}

// declared returns the lock of what packet i declared, after Store.Hash.
func (l *locks) declared(c *middlebox.Column, object, i int) *lock {
	if l.keyed[object] {
		return &l.of[object][l.tables[object].SegmentOfHash(c.Hashes[i])]
	}
	return l.find(object, c.Keys[i])
}

// spins is how often a thread looks at a lock that is taken before it lets others
// run: its owner may not be running.
const spins = 100

// take locks a partition for the thread's packet; false if the packet is to give
// up. What it has already is taken at once.
func (t *Thread) take(l *lock) bool {
	me := t.id + 1
	switch {
	case l.owner.CompareAndSwap(0, me):
		t.held = append(t.held, l)
		return true
	case l.owner.Load() == me:
		return true
	}
	for turn := 1; ; turn++ {
		if l.owner.CompareAndSwap(0, me) {
			t.held = append(t.held, l)
			return true
		}
		if t.wounded.Load() {
			t.aborted = true
			return false
		}
		if other := l.owner.Load(); other != 0 && other != me {
			// The owner may change meanwhile, and one be wounded for nothing.
			if o := t.all[other-1]; t.age.Load() < o.age.Load() {
				o.wounded.Store(true)
			}
		}
		if turn%spins == 0 {
			runtime.Gosched()
		}
	}
}

// release gives all locks back.
func (t *Thread) release() {
	for _, l := range t.held {
		l.owner.Store(0)
	}
	t.held = t.held[:0]
}
