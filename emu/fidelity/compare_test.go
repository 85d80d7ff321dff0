//go:build linux

package fidelity

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/emu/probe"
	"qanat/topo"
)

// TestWilsonsIntervals are those of Newcombe (Statistics in Medicine 1998, table
// I), at 95 %.
func TestWilsonsIntervals(t *testing.T) {
	for _, test := range []struct {
		hits, n   int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		if i := Wilson(test.hits, test.n, 1.959964); math.Abs(i.Low-test.low) > 6e-5 || math.Abs(i.High-test.high) > 6e-5 {
			t.Errorf("%d of %d: %+v, want %g to %g", test.hits, test.n, i, test.low, test.high)
		}
	}
}

// judge compares what a channel does with what it was asked for; probes are 400.
func judge(asked, does impair.Impairment, seed uint64, extra time.Duration) Result {
	c := impair.NewChannel(does, rand.New(rand.NewPCG(seed, 5)))
	measured := &probe.Report{Packets: make([]probe.Packet, 400)}
	for k := range measured.Packets {
		now := int64(k) * int64(2*time.Millisecond)
		for _, at := range c.Arrive(now, probeSize, nil) {
			measured.Packets[k].Delays = append(measured.Packets[k].Delays, time.Duration(at-now)+extra)
		}
	}
	r := Result{Asked: asked, Rate: Rate{Mbps: does.Rate.InMbps()}}
	r.judge(measured)
	return r
}

func TestFaithfulLinksAreFoundFaithful(t *testing.T) {
	for _, m := range []impair.Impairment{
		{Delay: 25 * time.Millisecond},
		{Delay: 25 * time.Millisecond, Loss: impair.Chance{Share: 0.05}, Rate: 10 * topo.Mbps},
		{Delay: 20 * time.Millisecond, Jitter: 3 * time.Millisecond, Distribution: impair.Normal},
		{Delay: 20 * time.Millisecond, Jitter: 10 * time.Millisecond, Distribution: impair.Pareto},
		{Delay: 5 * time.Millisecond, Bursts: impair.Bursts{Enter: 0.01, Leave: 0.2, LossBad: 1}},
		{Delay: 5 * time.Millisecond, Duplicate: impair.Chance{Share: 0.2}, Loss: impair.Chance{Share: 0.1}},
		{Delay: 5 * time.Millisecond, Duplicate: impair.Chance{Share: 0.2, Correlation: 0.5}, Loss: impair.Chance{Share: 0.1, Correlation: 0.3}},
		{Delay: 20 * time.Millisecond, Reorder: impair.Chance{Share: 0.25}},
		{Delay: 20 * time.Millisecond, Reorder: impair.Chance{Share: 0.5, Correlation: 0.4}, ReorderGap: 5, Jitter: 2 * time.Millisecond},
	} {
		unfaithful := 0
		for seed := range uint64(200) {
			if r := judge(m, m, seed, 30*time.Microsecond); len(r.Wrong) > 0 {
				unfaithful++
			}
		}
		if unfaithful > 4 {
			t.Errorf("%v: %d of 200 are found unfaithful", m, unfaithful)
		}
	}
}

func TestUnfaithfulLinksAreFound(t *testing.T) {
	asked := impair.Impairment{
		Delay: 25 * time.Millisecond, Jitter: 4 * time.Millisecond, Loss: impair.Chance{Share: 0.05}, Rate: 10 * topo.Mbps,
		Duplicate: impair.Chance{Share: 0.2}, Reorder: impair.Chance{Share: 0.2},
	}
	for what, change := range map[string]func(*impair.Impairment){
		"delay":         func(m *impair.Impairment) { m.Delay += 3 * time.Millisecond },
		"no jitter":     func(m *impair.Impairment) { m.Jitter = 0 },
		"more loss":     func(m *impair.Impairment) { m.Loss.Share = 0.2 },
		"no loss":       func(m *impair.Impairment) { m.Loss.Share = 0 },
		"half the rate": func(m *impair.Impairment) { m.Rate /= 2 },
		"no duplicates": func(m *impair.Impairment) { m.Duplicate.Share = 0 },
		"all doubled":   func(m *impair.Impairment) { m.Duplicate.Share = 1 },
		"no reordering": func(m *impair.Impairment) { m.Reorder.Share = 0 },
		"more reorder":  func(m *impair.Impairment) { m.Reorder.Share = 0.4 },
	} {
		does := asked
		change(&does)
		found := 0
		for seed := range uint64(100) {
			if r := judge(asked, does, seed, 0); len(r.Wrong) > 0 {
				found++
			}
		}
		if found < 95 {
			t.Errorf("%s: found in %d of 100", what, found)
		}
	}
}

// TestIntervalsHoldWhatTheyPromise: of delays with a known distribution, the
// quantile lies within its interval.
func TestIntervalsHoldWhatTheyPromise(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	const rounds, packets = 2000, 400
	missed, width := 0, time.Duration(0)
	for range rounds {
		delays := make([]time.Duration, packets)
		for k := range delays {
			delays[k] = time.Duration(rng.Float64() * 1e6)
		}
		slices.Sort(delays)
		q := quantileOf(delays, 0.5)
		if width += (q.High - q.Low) / rounds; q.Low > 500_000 || q.High < 500_000 {
			missed++
		}
	}
	if missed > 8 || width > 200_000 {
		t.Errorf("the median lies outside in %d of %d; intervals are %v wide", missed, rounds, width)
	}
	if q := quantileOf([]time.Duration{7}, 0.99); q != (Quantile{7, 7, 7}) {
		t.Errorf("of one delay: %+v", q)
	}
}

func TestRatesHaveIntervals(t *testing.T) {
	var even, uneven []int64
	for k := range int64(1000) {
		even = append(even, k*1e6)               // 1,000 packets of 1,250 bytes in a second
		uneven = append(uneven, k*1e6+k%500*3e5) // faster and slower
	}
	r := rateOf(even, 1250)
	if math.Abs(r.Mbps-10) > 0.01 || r.Low < 9.8 || r.High > 10.2 {
		t.Errorf("10 Mbit/s are %v", r)
	}
	if u := rateOf(uneven, 1250); u.High-u.Low < 2*(r.High-r.Low) || u.Low > u.Mbps || u.High < u.Mbps {
		t.Errorf("an uneven rate is %v, an even one %v", u, r)
	}
	if r := rateOf([]int64{5, 5}, 1250); r != (Rate{}) {
		t.Errorf("packets at once arrive at %v", r)
	}
}
