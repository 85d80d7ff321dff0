package wire

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestScheduleIsASortedList compares ring and heap with a list that is sorted
// after every change, under additions and removals at random.
func TestScheduleIsASortedList(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 3))
		var s schedule
		var naive []packet
		now, order := int64(0), uint64(0)
		spread := int64(1 + rng.IntN(40)) // 1: in order, so that the heap stays empty
		for step := range 4000 {
			if rng.IntN(100) < 52 {
				now += rng.Int64N(3)
				order++
				p := packet{due: now + rng.Int64N(spread), order: order, length: step}
				s.add(p)
				naive = append(naive, p)
				slices.SortFunc(naive, func(a, b packet) int {
					if a.before(&b) {
						return -1
					}
					return 1
				})
			} else if len(naive) > 0 {
				got := s.take()
				if got.due != naive[0].due || got.length != naive[0].length {
					t.Fatalf("seed %d, step %d: %+v is next, want %+v", seed, step, got, naive[0])
				}
				naive = naive[1:]
			}
			if s.len() != len(naive) || (s.next() == nil) != (len(naive) == 0) {
				t.Fatalf("seed %d, step %d: %d packets, want %d", seed, step, s.len(), len(naive))
			}
			if spread == 1 && len(s.late) > 0 {
				t.Fatalf("seed %d: packets in order need the heap", seed)
			}
		}
	}
}

// BenchmarkSchedule adds and takes packets whose delays vary, with 10,000 waiting.
func BenchmarkSchedule(b *testing.B) {
	for name, spread := range map[string]int64{"constant": 1, "jitter": 5_000_000} {
		b.Run(name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			var s schedule
			now := int64(0)
			add := func() {
				now += 10_000
				s.add(packet{due: now + rng.Int64N(spread)})
			}
			for range 10_000 {
				add()
			}
			b.ReportAllocs()
			for b.Loop() {
				add()
				s.take()
			}
		})
	}
}
