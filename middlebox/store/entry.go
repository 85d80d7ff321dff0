package store

import "qanat/middlebox"

// Segment returns which segment of a table a key belongs to.
func (t *Table) Segment(k middlebox.Key) int { return t.segment(t.hash(k)) }

// SegmentOfHash is Segment for a key whose hash is known.
func (t *Table) SegmentOfHash(hash uint64) int { return t.segment(hash) }

// Segments is their number.
func (t *Table) Segments() int { return t.segments }

// Find returns the value of a key, nil if it is not there, and notes its use.
func (t *Table) Find(k middlebox.Key, now int64) []uint64 {
	at := t.find(t.hash(k), k)
	if at == 0 {
		return nil
	}
	t.touch(at, t.tickOf(now))
	return t.value(at)
}

// value returns the value of the slot at an offset.
func (t *Table) value(at int) []uint64 {
	return t.words[at+header+keyWords : at+t.stride : at+t.stride]
}

// Insert adds an entry or replaces its value. False: its segment is full.
func (t *Table) Insert(k middlebox.Key, value []uint64, now int64) bool {
	hash, tick := t.hash(k), t.tickOf(now)
	at := t.find(hash, k)
	if at == 0 {
		if at = t.insert(hash, k, tick); at == 0 {
			return false
		}
		t.watch(at, tick)
	}
	t.touch(at, tick)
	copy(t.value(at), value)
	return true
}

// Remove removes an entry and returns the offset of its value in columns, 0 if
// it was not there.
func (t *Table) Remove(k middlebox.Key) (at uint32) {
	hash := t.hash(k)
	slot := t.find(hash, k)
	if slot == 0 {
		return 0
	}
	t.remove(hash, slot)
	return uint32(slot + header + keyWords)
}

// Idle returns for how long an entry was not used, in nanoseconds, as exactly as
// the wheel ticks; -1 if it is not there.
func (t *Table) Idle(k middlebox.Key, now int64) int64 {
	at := t.find(t.hash(k), k)
	switch {
	case at == 0:
		return -1
	case t.wheel == nil:
		return 0
	}
	return int64(t.tickOf(now)-uint32(t.words[at]>>32)) * t.wheel.tick
}

// Expire judges up to most slots that are due, so that it can be called between
// any two batches, and returns how many.
func (t *Table) Expire(now int64, most int, end func(k middlebox.Key, value []uint64) bool) (looked int) {
	for ; looked < most; looked++ {
		slot, ok := t.Due(now)
		if !ok {
			break
		}
		t.Judge(slot, now, end)
	}
	return looked
}

// All iterates over the entries, segment by segment.
func (t *Table) All(yield func(k middlebox.Key, value []uint64) bool) {
	for at := leadIn; at < len(t.words); at += t.stride {
		if uint32(t.words[at]) != 0 && !yield(middlebox.Key{High: t.words[at+1], Low: t.words[at+2]}, t.value(at)) {
			return
		}
	}
}
