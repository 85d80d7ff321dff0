package sim

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
)

// drive runs a random simulation in which events schedule others, and returns
// its trace. The reference is told everything that was scheduled.
func drive(seed uint64, scheduled func(Event[int])) []byte {
	var e Engine[int]
	var trace bytes.Buffer
	rng := Stream(seed, 0, "drive")
	next := 0
	schedule := func() {
		event := Event[int]{At: e.Now() + Time(rng.IntN(4)), Kind: Kind(rng.IntN(3)), Source: Source(rng.IntN(3)), Payload: next}
		e.Schedule(event.At, event.Kind, event.Source, event.Payload)
		scheduled(event)
		next++
	}
	for range 50 {
		schedule()
	}
	for event, ok := e.Next(); ok; event, ok = e.Next() {
		fmt.Fprintln(&trace, event.At, event.Kind, event.Source, event.Payload)
		for next < 2000 && rng.IntN(2) == 0 {
			schedule()
		}
	}
	return trace.Bytes()
}

func TestSameSeedSameTrace(t *testing.T) {
	ignore := func(Event[int]) {}
	if !bytes.Equal(drive(1, ignore), drive(1, ignore)) {
		t.Fatal("two runs of one seed differ")
	}
	if bytes.Equal(drive(1, ignore), drive(2, ignore)) {
		t.Fatal("two seeds gave the same trace")
	}
}

// TestOrder compares the heap with a sorted list: everything that was scheduled
// before the first event was taken comes out as sorting puts it.
func TestOrder(t *testing.T) {
	const seed = 7
	t.Logf("seed %d", seed)
	rng := Stream(seed, 0, "order")
	var e Engine[int]
	var want []Event[int]
	for i := range 5000 {
		event := Event[int]{At: Time(rng.IntN(50)), Kind: Kind(rng.IntN(3)), Source: Source(rng.IntN(4)), Payload: i}
		e.Schedule(event.At, event.Kind, event.Source, i)
		want = append(want, event)
	}
	slices.SortStableFunc(want, func(a, b Event[int]) int {
		for _, d := range []int{int(a.At - b.At), int(a.Kind) - int(b.Kind), int(a.Source - b.Source)} {
			if d != 0 {
				return d
			}
		}
		return 0 // a stable sort keeps the order of each source
	})
	for i := range want {
		got, ok := e.Next()
		if !ok || got.Payload != want[i].Payload {
			t.Fatalf("event %d is %+v, want %+v", i, got, want[i])
		}
	}
	if _, ok := e.Next(); ok || e.Len() != 0 {
		t.Fatal("events left over")
	}
}

func TestThePastIsRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("an event in the past was accepted")
		}
	}()
	var e Engine[int]
	e.Schedule(5, 0, 0, 0)
	e.Next()
	e.Schedule(4, 0, 0, 0)
}

func TestStreamsAreIndependent(t *testing.T) {
	a, again, b := Stream(1, 0, "a"), Stream(1, 0, "a"), Stream(1, 0, "b")
	same := 0
	for range 100 {
		x := a.Uint64()
		if x != again.Uint64() {
			t.Fatal("a stream depends on more than its seed, trial and name")
		}
		if x == b.Uint64() {
			same++
		}
	}
	if same > 0 || Stream(1, 1, "a").Uint64() == Stream(1, 0, "a").Uint64() {
		t.Fatal("streams of different names or trials coincide")
	}
}

// BenchmarkEngine takes and schedules one event per iteration, with as many
// pending as a simulation of chapter 2 has.
func BenchmarkEngine(b *testing.B) {
	for _, pending := range []int{128, 100_000} {
		b.Run(fmt.Sprint(pending), func(b *testing.B) {
			var e Engine[int]
			rng := Stream(1, 0, "bench")
			for i := range pending {
				e.Schedule(Time(rng.IntN(1000)), 0, 0, i)
			}
			b.ReportAllocs()
			for b.Loop() {
				event, _ := e.Next()
				e.Schedule(event.At+Time(rng.IntN(1000)), 0, 0, event.Payload)
			}
		})
	}
}
