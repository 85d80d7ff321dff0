package store

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestWheelComesToEverySlotOnce, at its tick, however many are due then and however
// long nobody came, and needs no more memory than for those that are on their way.
func TestWheelComesToEverySlotOnce(t *testing.T) {
	const slots = 1000
	w := newWheel(slots, 32*time.Second)
	due := map[uint32]uint64{} // the tick of each slot that is in a list
	r := rand.New(rand.NewPCG(6, 6))
	tick := uint64(0)
	for range 20000 {
		for range r.IntN(30) {
			slot := uint32(r.IntN(slots))
			if _, on := due[slot]; !on {
				due[slot] = tick + 1 + uint64(r.IntN(2)*r.IntN(w.idle/2)) // many at once
				w.later(slot, due[slot])
			}
		}
		switch r.IntN(100) {
		case 0:
			tick += 3 * uint64(len(w.lists))
		default:
			tick += uint64(r.IntN(3))
		}
		comes(t, w, tick, due)
	}
	if most := slots/chunkSlots + len(w.lists); int(w.made) > most {
		t.Errorf("%d chunks, where %d do", w.made, most)
	}
}

// comes takes what is due out of a wheel and the same out of due, in small parts.
func comes(t *testing.T, w *wheel, tick uint64, due map[uint32]uint64) {
	t.Helper()
	for {
		var room [7]uint32
		n := w.due(tick, room[:])
		for _, slot := range room[:n] {
			if at, on := due[slot]; !on || at > tick {
				t.Fatalf("tick %d: slot %d, whose tick is %d (%v)", tick, slot, at, on)
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

// TestWheelAheadOfAClock takes what comes from a clock that is behind: next, not a
// whole turn later.
func TestWheelAheadOfAClock(t *testing.T) {
	w := newWheel(10, 32*time.Second)
	w.due(1000, make([]uint32, 1))
	w.later(7, 900)
	var room [1]uint32
	if w.due(1001, room[:]) != 1 || room[0] != 7 {
		t.Error("the wheel comes too late")
	}
}

// TestSlotsAreWatchedOnce, though their entries come and go: the wheel does not grow.
func TestSlotsAreWatchedOnce(t *testing.T) {
	s := NewTable(1000, 1, 1)
	s.wheel = newWheel(1000, 32*time.Second)
	r := rand.New(rand.NewPCG(7, 7))
	for k := range 100_000 {
		key := keyFrom(r, 500)
		s.Insert(key, []uint64{1}, int64(k))
		s.Remove(key)
	}
	if most := s.buckets*bucketSlots/chunkSlots + len(s.wheel.lists); int(s.wheel.made) > most {
		t.Errorf("%d chunks, where %d do", s.wheel.made, most)
	}
}

// TestWheelGrows when more slots are in its lists than there are entries.
func TestWheelGrows(t *testing.T) {
	const slots = 3 * blockChunks * chunkSlots
	w := newWheel(10, 32*time.Second)
	due := map[uint32]uint64{}
	for slot := range uint32(slots) {
		due[slot] = 1 + uint64(slot)%5
		w.later(slot, due[slot])
	}
	comes(t, w, 5, due)
	if len(due) > 0 {
		t.Errorf("%d slots were lost", len(due))
	}
}
