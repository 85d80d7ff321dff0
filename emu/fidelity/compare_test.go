package fidelity

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"qanat/emu/impair"
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
	const packets = 400
	c := impair.NewChannel(does, rand.New(rand.NewPCG(seed, 5)))
	r := Result{Asked: asked}
	var delays []time.Duration
	lost := 0
	for k := range int64(packets) {
		now := k * int64(2*time.Millisecond)
		due := c.Arrive(now, 106, nil)
		if len(due) == 0 {
			lost++
		}
		for _, at := range due {
			delays = append(delays, time.Duration(at-now)+extra)
		}
	}
	slices.Sort(delays)
	r.Loss = Wilson(lost, packets, almostSure)
	r.Rate = does.Rate.InMbps()
	r.Median, r.P99 = quantile(delays, 0.5), quantile(delays, 0.99)
	r.compareDelays(delays)
	r.compareLoss()
	r.compareRate()
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
	asked := impair.Impairment{Delay: 25 * time.Millisecond, Jitter: 4 * time.Millisecond, Loss: impair.Chance{Share: 0.05}, Rate: 10 * topo.Mbps}
	for what, change := range map[string]func(*impair.Impairment){
		"delay":         func(m *impair.Impairment) { m.Delay += 3 * time.Millisecond },
		"no jitter":     func(m *impair.Impairment) { m.Jitter = 0 },
		"more loss":     func(m *impair.Impairment) { m.Loss.Share = 0.2 },
		"no loss":       func(m *impair.Impairment) { m.Loss.Share = 0 },
		"half the rate": func(m *impair.Impairment) { m.Rate /= 2 },
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
