package store

import (
	"qanat/internal/prefetch"
	"qanat/middlebox"
)

// ExpiryPerBatch is how many slots of each table are judged after a batch: twice as
// many as a batch can add, so that the wheel does not fall behind.
const ExpiryPerBatch = 2 * 2 * middlebox.MaxBatch

// DueSlots is room for slots that a table's wheel has come to.
type DueSlots [ExpiryPerBatch]uint32

// Due returns slots that the wheel has come to, in d, for Judge, and asks for their
// memory, so that cache misses overlap. Any goroutine may call it, unless the store is
// Alone.
func (t *Table) Due(now int64, d *DueSlots) []uint32 {
	if t.wheel == nil {
		return nil
	}
	slots := d[:t.wheel.due(t.tickOf(now), d[:])]
	for _, slot := range slots {
		prefetch.Word(&t.words[t.at(int(slot)/bucketSlots)])
	}
	return slots
}

// Expire judges slots that are due, as many as d has room for, so that it can be
// called between any two batches, and returns their number.
func (t *Table) Expire(now int64, d *DueSlots, end End) int {
	slots := t.Due(now, d)
	for _, slot := range slots {
		t.Judge(slot, now, end)
	}
	return len(slots)
}

// SegmentOf returns the segment that a slot lies in, which must be the caller's
// while it is judged.
func (t *Table) SegmentOf(slot uint32) int { return int(slot) / bucketSlots / t.perSeg }

// Judge looks at a slot that was due. An entry that was idle for its time is
// offered to end; if that returns false the entry stays, and is looked at again an
// eighth of its time later.
func (t *Table) Judge(slot uint32, now int64, end End) {
	t.words[t.at(int(slot)/bucketSlots)+listed] &^= 1 << (slot % bucketSlots)
	k, ok := t.key(int(slot))
	if !ok {
		return // removed before its time
	}
	tick := t.tickOf(now)
	if left := t.wheel.idle - t.idle(int(slot), tick); left >= 0 {
		t.watch(int(slot), tick+uint64(left)+1)
		return
	}
	ended := end(k, t.value(int(slot)))
	if is, ok := t.key(int(slot)); !ok || is != k {
		return // it went with something else
	}
	if !ended {
		// Not touched: an entry kept for another's sake would keep that in turn.
		t.watch(int(slot), tick+uint64(t.wheel.idle/8))
		return
	}
	t.remove(hash(t.seal(k)), int(slot))
}

// watch makes sure that the wheel comes to a slot, at a tick unless it does so
// anyway. The caller has the slot's segment.
func (t *Table) watch(slot int, tick uint64) {
	at, of := t.part(slot)
	if word := &t.words[at+listed]; *word>>of&1 == 0 {
		*word |= 1 << of
		t.wheel.later(uint32(slot), tick)
	}
}

// tickOf returns the tick of a time.
func (t *Table) tickOf(now int64) uint64 {
	if t.wheel == nil {
		return 0
	}
	return uint64(now >> t.wheel.shift)
}

// End decides on an idle entry: false if it stays.
type End func(k middlebox.Key, value []uint64) bool

// Ends returns, per object of a batch, what decides on its idle entries; nil for
// those that do not expire. A middlebox that is no Expirer keeps none.
func Ends(b *middlebox.Batch, box middlebox.Middlebox) []End {
	list := make([]End, len(b.Columns))
	expirer, asks := box.(middlebox.Expirer)
	for o := range b.Columns {
		if b.Columns[o].Object.Idle == 0 {
			continue
		}
		list[o] = func(k middlebox.Key, value []uint64) bool {
			return !asks || expirer.Expire(b, 0, o, k, value)
		}
	}
	return list
}
