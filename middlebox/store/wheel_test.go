package store

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestWheelComesToEverySlotOnce, at its tick, however many are due then, and needs
// no more memory than for those that are on their way.
func TestWheelComesToEverySlotOnce(t *testing.T) {
	const slots = 1000
	w := newWheel(slots, 32*time.Second)
	most := cap(w.chunks)
	due := map[uint32]uint64{} // the tick of each slot that is in a list
	r := rand.New(rand.NewPCG(6, 6))
	for tick := uint64(0); tick < 20000; tick++ {
		for range r.IntN(30) {
			slot := uint32(r.IntN(slots))
			if _, listed := due[slot]; !listed {
				due[slot] = tick + 1 + uint64(min(r.IntN(2), r.IntN(w.idle))) // many at once
				w.later(slot, due[slot])
			}
		}
		if r.IntN(4) == 0 {
			continue // nobody came
		}
		for {
			var room [7]uint32
			n := w.due(tick, room[:])
			for _, slot := range room[:n] {
				if at, listed := due[slot]; !listed || at > tick {
					t.Fatalf("tick %d: slot %d, whose tick is %d (%v)", tick, slot, at, listed)
				}
				delete(due, slot)
			}
			if n == 0 {
				break
			}
		}
		for slot, at := range due {
			if at <= tick {
				t.Fatalf("tick %d: slot %d of tick %d was passed over", tick, slot, at)
			}
		}
	}
	if len(w.chunks) > most {
		t.Errorf("%d chunks, where %d do", len(w.chunks), most)
	}
}

// TestSlotsAreWatchedOnce, though their entries come and go: the wheel does not grow.
func TestSlotsAreWatchedOnce(t *testing.T) {
	s, most := NewTable(1000, 1, 1), 0
	s.wheel = newWheel(1000, 32*time.Second)
	r := rand.New(rand.NewPCG(7, 7))
	for k := range 100_000 {
		key := keyFrom(r, 500)
		s.Insert(key, []uint64{1}, int64(k))
		s.Remove(key)
		if k == 10_000 {
			most = len(s.wheel.chunks)
		}
	}
	if len(s.wheel.chunks) > most {
		t.Errorf("%d chunks, where %d did", len(s.wheel.chunks), most)
	}
}
