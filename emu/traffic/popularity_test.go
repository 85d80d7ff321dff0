package traffic

import (
	"math"
	"testing"
	"time"
)

// TestZipfSharesAreExact: the table gives each rank the share that the law says,
// to within the width of its random numbers.
func TestZipfSharesAreExact(t *testing.T) {
	for _, s := range []float64{0.5, 1, 1.1, 2} {
		for _, n := range []int{1, 2, 1000} {
			shares, sum := make([]float64, n), 0.0
			for k, c := range zipf(n, s) {
				kept := (float64(c.keep) + 1) / (1 << 32)
				shares[k] += kept / float64(n)
				shares[c.alias] += (1 - kept) / float64(n)
				sum += math.Pow(float64(k+1), -s)
			}
			for k, share := range shares {
				if want := math.Pow(float64(k+1), -s) / sum; math.Abs(share-want) > 1e-8 {
					t.Fatalf("s %g, rank %d of %d: share %g, not %g", s, k, n, share, want)
				}
			}
		}
	}
}

// TestDrawsFollowTheTable within five standard deviations.
func TestDrawsFollowTheTable(t *testing.T) {
	const draws, n = 200_000, 50
	table, rng := zipf(n, 1), seeded(4)
	var got [n]float64
	for range draws {
		got[table.draw(rng)]++
	}
	sum := 0.0
	for k := range n {
		sum += 1 / float64(k+1)
	}
	for k, count := range got {
		want := draws / float64(k+1) / sum
		if math.Abs(count-want) > 5*math.Sqrt(want) {
			t.Errorf("rank %d came %g times, not about %.0f", k, count, want)
		}
	}
}

// TestFlowsAreReplaced at their rate, each with addresses and ports of its own.
func TestFlowsAreReplaced(t *testing.T) {
	s := example()
	s.NewFlowsPerSecond, s.Duration = 5000, time.Second
	f := newFlows(&s, seeded(1))
	seen := map[flow]bool{}
	for at := range 100_000 { // 1 s in steps of 10 us
		slot := *f.pick(float64(at) * 1e4)
		seen[flow{number: slot.number, from: slot.from, to: slot.to, fromPort: slot.fromPort, toPort: slot.toPort}] = true
	}
	if f.next != 100+4999 {
		t.Errorf("%d flows began, not 100 and 4999", f.next)
	}
	tuples := map[flow]bool{}
	for one := range seen {
		one.number = 0
		tuples[one] = true
	}
	if len(tuples) != len(seen) || len(seen) < 4900 {
		t.Errorf("%d flows have %d combinations of addresses and ports", len(seen), len(tuples))
	}
}

// TestTraceHasTrainsAndElephants: what makes a trace unlike independent draws.
func TestTraceHasTrainsAndElephants(t *testing.T) {
	s := example()
	s.Popularity = Trace
	f := newFlows(&s, seeded(1))
	const n = 500_000
	same, last := 0, uint32(math.MaxUint32)
	counts := map[uint32]int{}
	for range n {
		slot := f.pick(0)
		if slot.number == last {
			same++
		}
		last = slot.number
		counts[last]++
	}
	largest, single := 0, 0
	for _, count := range counts {
		largest = max(largest, count)
		if count == 1 {
			single++
		}
	}
	if share := float64(same) / n; share < 0.5 || share > 0.8 { // 3 of 4, less those that end a flow
		t.Errorf("%.2f of the packets follow one of the same flow", share)
	}
	if share := float64(single) / float64(len(counts)); share < 0.5 || share > 0.65 { // 1-2^-1.2 = 0.56
		t.Errorf("%.2f of the flows have one packet", share)
	}
	if mean := float64(n) / float64(len(counts)); float64(largest) < 100*mean {
		t.Errorf("the largest flow has %d packets, the mean is %.1f", largest, mean)
	}
}
