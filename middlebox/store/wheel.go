package store

import (
	"sync"
	"time"

	"qanat/middlebox"
)

// wheelTicks is how many ticks an entry's time is divided into: what decides how
// exactly it expires.
const wheelTicks = 32

// endOfList marks the last slot of a wheel's list.
const endOfList = ^uint32(0)

// wheel knows when to look at which entry of a table. Each slot is in one list
// at most.
type wheel struct {
	mu    sync.Mutex
	tick  int64    // nanoseconds
	now   uint32   // the tick whose list comes next
	first []uint32 // per tick, modulo their number: a slot, or endOfList
	next  []uint32 // per slot: the next of its list plus one; 0 for those in none
}

func newWheel(idle time.Duration, slots int) *wheel {
	w := &wheel{tick: max(1, int64(idle)/wheelTicks), first: make([]uint32, wheelTicks+2), next: make([]uint32, slots)}
	for i := range w.first {
		w.first[i] = endOfList
	}
	return w
}

// add puts a slot that is in no list into that of a tick to come, or an earlier
// one if the wheel lies so far behind that it would come round to it before.
func (w *wheel) add(slot uint32, tick uint32) {
	tick = min(tick, w.now+uint32(len(w.first))-1)
	list := &w.first[int(tick)%len(w.first)]
	w.next[slot] = *list + 1
	if *list == endOfList {
		w.next[slot] = endOfList
	}
	*list = slot
}

// take returns a slot of the list that is due, and removes it from there; false
// if time has not come to another list.
func (w *wheel) take(tick uint32) (slot uint32, ok bool) {
	if lists := uint32(len(w.first)); tick > lists {
		w.now = max(w.now, tick-lists) // each list once, however long nobody came
	}
	for {
		list := &w.first[int(w.now)%len(w.first)]
		if slot = *list; slot != endOfList {
			if *list = w.next[slot] - 1; w.next[slot] == endOfList {
				*list = endOfList
			}
			w.next[slot] = 0
			return slot, true
		}
		if w.now >= tick {
			return 0, false
		}
		w.now++
	}
}

// tickOf returns the tick of a time.
func (t *Table) tickOf(now int64) uint32 {
	if t.wheel == nil {
		return 0
	}
	return uint32(now / t.wheel.tick)
}

// watch makes sure that the wheel comes to a slot.
func (t *Table) watch(at int, tick uint32) {
	if t.wheel == nil {
		return
	}
	t.wheel.mu.Lock()
	if slot := uint32((at - leadIn) / t.stride); t.wheel.next[slot] == 0 {
		t.wheel.add(slot, tick+wheelTicks+1)
	}
	t.wheel.mu.Unlock()
}

// Due returns a slot that the wheel has come to, for Judge; false if there is none
// now. Any goroutine may ask.
func (t *Table) Due(now int64) (slot int, ok bool) {
	if t.wheel == nil {
		return 0, false
	}
	t.wheel.mu.Lock()
	defer t.wheel.mu.Unlock()
	next, ok := t.wheel.take(t.tickOf(now))
	return int(next), ok
}

// SegmentOf returns the segment that a slot lies in, which must be the caller's
// while it is judged.
func (t *Table) SegmentOf(slot int) int { return slot / bucketSlots / t.perSeg }

// Judge looks at a slot that was due. An entry that was idle for its time is
// offered to end; if that returns false the entry stays, and is looked at again an
// eighth of its time later.
func (t *Table) Judge(slot int, now int64, end func(k middlebox.Key, value []uint64) bool) {
	at := leadIn + slot*t.stride
	word, tick := t.words[at], t.tickOf(now)
	if uint32(word) == 0 {
		return // removed before its time
	}
	if used := uint32(word >> 32); used+wheelTicks >= tick {
		t.Later(slot, max(used+wheelTicks+1, tick+1))
		return
	}
	k := middlebox.Key{High: t.words[at+1], Low: t.words[at+2]}
	switch {
	case !end(k, t.value(at)):
		// Not touched: an entry kept for another's sake would keep that in turn.
		t.Later(slot, tick+wheelTicks/8)
	case uint32(t.words[at]) != 0:
		t.remove(t.hash(k), at)
	}
}

// Later lets the wheel come to a slot at a tick.
func (t *Table) Later(slot int, tick uint32) {
	t.wheel.mu.Lock()
	t.wheel.add(uint32(slot), tick)
	t.wheel.mu.Unlock()
}
