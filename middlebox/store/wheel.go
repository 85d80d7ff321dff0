package store

import "time"

// wheelTicks is how many ticks an entry's time is divided into: what decides how
// exactly it expires.
const wheelTicks = 32

// endOfList marks the last slot of a wheel's list.
const endOfList = ^uint32(0)

// wheel knows when to look at which entry of a table. Each slot is in one list
// at most.
type wheel struct {
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
	if slot := uint32((at - leadIn) / t.stride); t.wheel.next[slot] == 0 {
		t.wheel.add(slot, tick+wheelTicks+1)
	}
}

// idle returns an entry that was not used for its time, looking at up to most
// entries that the wheel has come to; 0 if there is none among them. looked is
// how many it looked at.
func (t *Table) idle(now int64, most int) (at, looked int) {
	if t.wheel == nil {
		return 0, 0
	}
	tick := t.tickOf(now)
	for looked < most {
		slot, ok := t.wheel.take(tick)
		if !ok {
			return 0, looked
		}
		looked++
		at = leadIn + int(slot)*t.stride
		word := t.words[at]
		if uint32(word) == 0 {
			continue // removed before its time
		}
		if used := uint32(word >> 32); used+wheelTicks >= tick {
			t.wheel.add(slot, max(used+wheelTicks+1, tick+1))
			continue
		}
		return at, looked
	}
	return 0, looked
}
