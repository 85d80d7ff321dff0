package bench

import (
	"errors"
	"math"
	"testing"
)

func TestDelaysAreCountedSinceAndSummedUp(t *testing.T) {
	before, after := delays{5, 0, 0, 7}, delays{5, 90, 9, 8}
	d := after.since(before)
	if d.total() != 100 {
		t.Errorf("%d frames", d.total())
	}
	for share, want := range map[float64]float64{0.5: 2 * bucketMicro, 0.9: 2 * bucketMicro, 0.99: 3 * bucketMicro, 1: 4 * bucketMicro} {
		if got := d.quantile(share); got != want {
			t.Errorf("p%g is %g us, not %g", 100*share, got, want)
		}
	}
	if got := (delays{0, 0}).quantile(0.5); got != 0 {
		t.Errorf("of no frames the median is %g", got)
	}
}

// TestFramesAreAccountedFor: those that vanish count as much as those that are
// counted twice.
func TestFramesAreAccountedFor(t *testing.T) {
	whole := fare{asked: 900, seconds: 1, offered: 900, warming: 100, inTime: 500, passed: 600, dropped: drops{links: 100, missed: 200, chain: 70, sent: 30}}
	if whole.unaccounted() != 0 || whole.throughput() != 500 || whole.bound(1000) != 2e6 {
		t.Errorf("%g%% unaccounted, %g/s, bound %g us", whole.unaccounted(), whole.throughput(), whole.bound(1000))
	}
	for _, change := range []func(*fare){
		func(f *fare) { f.passed -= 10 }, func(f *fare) { f.passed += 10 }, func(f *fare) { f.dropped.links -= 10 },
		func(f *fare) { f.dropped.missed += 10 }, func(f *fare) { f.dropped.chain -= 10 }, func(f *fare) { f.dropped.sent -= 10 }, func(f *fare) { f.warming += 10 },
	} {
		f := whole
		if change(&f); math.Abs(f.unaccounted()-1) > 0.02 {
			t.Errorf("%+v: %g%% unaccounted", f, f.unaccounted())
		}
	}
}

// device passes what it can, of what a generator can offer.
func device(capacity, collapse, generator float64) func(float64) (*fare, error) {
	return func(asked float64) (*fare, error) {
		offered := min(asked, generator)
		passed := min(offered, capacity)
		if offered > capacity {
			passed = max(0, capacity-collapse*(offered-capacity))
		}
		return &fare{asked: asked, seconds: 1, offered: uint64(offered), inTime: uint64(passed)}, nil
	}
}

func TestPeakIsTheHighestThroughput(t *testing.T) {
	for _, collapse := range []float64{0, 0.5, 5} { // what more than the capacity takes away
		got, err := peak(device(300e3, collapse, 1e6))
		if err != nil || got > 300e3 || got < 300e3/1.15 {
			t.Errorf("collapse %g: peak %g, %v", collapse, got, err)
		}
	}
	if got, err := peak(device(300e3, 0, 310e3)); !errors.Is(err, errTooFast) {
		t.Errorf("the generator is the limit: peak %g, %v", got, err)
	}
}

func TestCalmestTrialCounts(t *testing.T) {
	waits, next := []float64{0.5, 0.1}, 0
	try := func() (*fare, error) {
		next++
		return &fare{asked: 1, seconds: 1, offered: 1, waited: waits[next-1]}, nil
	}
	if f, err := calmest(try); err != nil || f.waited != 0.1 || next != 2 {
		t.Errorf("%+v after %d, %v", f, next, err)
	}
	waits, next = []float64{0.5, 0.001}, 0
	if f, err := calmest(try); err != nil || f.waited != 0.001 || next != 2 {
		t.Errorf("%+v after %d, %v", f, next, err)
	}
}
