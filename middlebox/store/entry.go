package store

import "qanat/middlebox"

// Segment returns which segment of a table a key belongs to.
func (t *Table) Segment(k middlebox.Key) int { return t.segment(hash(t.seal(k))) }

// SegmentOfHash is Segment for a key whose hash is known.
func (t *Table) SegmentOfHash(hash uint64) int { return t.segment(hash) }

// Segments is their number.
func (t *Table) Segments() int { return t.segments }

// search returns the slot of a key, none if there is none, and its hash.
func (t *Table) search(k middlebox.Key) (slot int, h uint64) {
	k = t.seal(k)
	h = hash(k)
	return t.find(h, k), h
}

// Find returns the value of a key, nil if it is not there, and notes its use.
func (t *Table) Find(k middlebox.Key, now int64) []uint64 {
	slot, _ := t.search(k)
	if slot == none {
		return nil
	}
	t.touch(slot, t.tickOf(now))
	return t.value(slot)
}

// Peek is Find, but for whoever asks about a key without using it.
func (t *Table) Peek(k middlebox.Key) []uint64 {
	slot, _ := t.search(k)
	if slot == none {
		return nil
	}
	return t.value(slot)
}

// Insert adds an entry or replaces its value, and returns the offset of the value in
// columns, 0 if its segment is full.
func (t *Table) Insert(k middlebox.Key, value []uint64, now int64) (at uint32) {
	tick := t.tickOf(now)
	slot, h := t.search(k)
	if slot == none {
		if slot = t.insert(h, t.seal(k), tick); slot == none {
			return 0
		}
		if t.wheel != nil {
			t.watch(slot, tick+uint64(t.wheel.idle)+1)
		}
	}
	t.touch(slot, tick)
	copy(t.value(slot), value)
	return uint32(t.valueAt(slot))
}

// Remove removes an entry and returns the offset of its value in columns, 0 if
// it was not there.
func (t *Table) Remove(k middlebox.Key) (at uint32) {
	slot, h := t.search(k)
	if slot == none {
		return 0
	}
	t.remove(h, slot)
	return uint32(t.valueAt(slot))
}

// Idle returns for how long an entry was not used, in nanoseconds, as exactly as
// the wheel ticks; -1 if it is not there.
func (t *Table) Idle(k middlebox.Key, now int64) int64 {
	slot, _ := t.search(k)
	switch {
	case slot == none:
		return -1
	case t.wheel == nil:
		return 0
	}
	return int64(max(0, t.idle(slot, t.tickOf(now)))) << t.wheel.shift
}

// All iterates over the entries, segment by segment.
func (t *Table) All(yield func(k middlebox.Key, value []uint64) bool) {
	for slot := range t.buckets * bucketSlots {
		if k, ok := t.key(slot); ok && !yield(k, t.value(slot)) {
			return
		}
	}
}
