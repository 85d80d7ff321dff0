package store

import (
	"math/bits"
	"sync"
	"time"

	"qanat/middlebox"
)

// leastTicks is how many ticks an entry's time is divided into at least: what
// decides how exactly it expires.
const leastTicks = 64

// endOfList marks the last slot of a wheel's list.
const endOfList = ^uint32(0)

// wheel knows when to look at which entry of a table. Each slot is in one list
// at most; its successor is in its bucket.
type wheel struct {
	mu    sync.Mutex
	shift int      // a tick is 2^shift nanoseconds
	idle  int      // ticks until an entry expires
	now   uint64   // the tick whose list comes next
	first []uint32 // per tick, modulo their number: a slot, or endOfList
}

func newWheel(idle time.Duration) *wheel {
	shift := max(0, bits.Len64(uint64(idle/leastTicks))-1)
	w := &wheel{shift: shift, idle: int((idle-1)>>shift) + 1}
	w.first = make([]uint32, w.idle+2)
	for i := range w.first {
		w.first[i] = endOfList
	}
	return w
}

// list returns the list of a tick.
func (w *wheel) list(tick uint64) *uint32 { return &w.first[tick%uint64(len(w.first))] }

// next returns the number that follows a slot in its list plus one; 0 for slots
// that are in none.
func (t *Table) next(slot uint32) uint32 {
	word, shift := t.link(slot)
	return uint32(*word >> shift)
}

// link returns where a slot's successor is kept.
func (t *Table) link(slot uint32) (word *uint64, shift int) {
	at, of := t.part(int(slot))
	return &t.words[at+lists], of * 32
}

func (t *Table) setNext(slot, next uint32) {
	word, shift := t.link(slot)
	*word ^= (*word>>shift&(1<<32-1) ^ uint64(next)) << shift
}

// later puts a slot that is in no list into that of a tick to come, or an earlier
// one if the wheel lies so far behind that it would come round to it before.
func (t *Table) later(slot uint32, tick uint64) {
	w := t.wheel
	list := w.list(min(tick, w.now+uint64(len(w.first))-1))
	if *list == endOfList {
		t.setNext(slot, endOfList)
	} else {
		t.setNext(slot, *list+1)
	}
	*list = slot
}

// due takes a slot of the list that is due; false if time has not come to another
// list.
func (t *Table) due(tick uint64) (slot uint32, ok bool) {
	w := t.wheel
	if lists := uint64(len(w.first)); tick > lists {
		w.now = max(w.now, tick-lists) // each list once, however long nobody came
	}
	for {
		list := w.list(w.now)
		if slot = *list; slot != endOfList {
			if next := t.next(slot); next == endOfList {
				*list = endOfList
			} else {
				*list = next - 1
			}
			t.setNext(slot, 0)
			return slot, true
		}
		if w.now >= tick {
			return 0, false
		}
		w.now++
	}
}

// tickOf returns the tick of a time.
func (t *Table) tickOf(now int64) uint64 {
	if t.wheel == nil {
		return 0
	}
	return uint64(now >> t.wheel.shift)
}

// watch makes sure that the wheel comes to a slot.
func (t *Table) watch(slot int, tick uint64) {
	if t.wheel == nil {
		return
	}
	t.wheel.mu.Lock()
	if t.next(uint32(slot)) == 0 {
		t.later(uint32(slot), tick+uint64(t.wheel.idle)+1)
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
	next, ok := t.due(t.tickOf(now))
	t.wheel.mu.Unlock()
	return int(next), ok
}

// SegmentOf returns the segment that a slot lies in, which must be the caller's
// while it is judged.
func (t *Table) SegmentOf(slot int) int { return slot / bucketSlots / t.perSeg }

// Judge looks at a slot that was due. An entry that was idle for its time is
// offered to end; if that returns false the entry stays, and is looked at again an
// eighth of its time later.
func (t *Table) Judge(slot int, now int64, end func(k middlebox.Key, value []uint64) bool) {
	k, ok := t.key(slot)
	if !ok {
		return // removed before its time
	}
	tick := t.tickOf(now)
	if left := t.wheel.idle - t.idle(slot, tick); left >= 0 {
		t.again(slot, tick+uint64(left)+1)
		return
	}
	ended := end(k, t.value(slot))
	if is, ok := t.key(slot); !ok || is != k {
		return // it went with something else
	}
	if !ended {
		// Not touched: an entry kept for another's sake would keep that in turn.
		t.again(slot, tick+uint64(t.wheel.idle/8))
		return
	}
	t.remove(hash(t.seal(k)), slot)
}

// again lets the wheel come to a slot at a tick.
func (t *Table) again(slot int, tick uint64) {
	t.wheel.mu.Lock()
	if t.next(uint32(slot)) == 0 {
		t.later(uint32(slot), tick)
	}
	t.wheel.mu.Unlock()
}
