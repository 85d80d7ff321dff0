package impair_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/topo"
)

// pass sends packets of 1,000 bytes through a channel at equal distances and
// returns their delays in seconds, in the order of their arrival.
func pass(m impair.Impairment, packets int, every time.Duration) (delays []float64, c *impair.Channel) {
	c = impair.NewChannel(m, rand.New(rand.NewPCG(7, 11)))
	var due []int64
	for i := range packets {
		now := int64(i) * int64(every)
		due = c.Arrive(now, 1000, due[:0])
		for _, at := range due {
			delays = append(delays, float64(at-now)/1e9)
		}
	}
	return delays, c
}

func moments(xs []float64) (mean, deviation float64) {
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	for _, x := range xs {
		deviation += (x - mean) * (x - mean) / float64(len(xs))
	}
	return mean, math.Sqrt(deviation)
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %g, want %g within %g", what, got, want, tolerance)
	}
}

func TestJitterHasItsShape(t *testing.T) {
	const delay, jitter = 50 * time.Millisecond, 10 * time.Millisecond
	for _, test := range []struct {
		d         impair.Distribution
		deviation float64 // in units of the jitter
		late      float64 // share later than delay + 2 jitter
	}{
		{impair.Uniform, 1 / math.Sqrt(3), 0},
		{impair.Normal, 1, 0.02275},
		{impair.Pareto, 1, 0.0572}, // of min(X, c) where c is 4 deviations from the mean
	} {
		delays, _ := pass(impair.Impairment{Delay: delay, Jitter: jitter, Distribution: test.d}, 200_000, time.Millisecond)
		mean, deviation := moments(delays)
		late := 0
		for _, d := range delays {
			if d > (delay + 2*jitter).Seconds() {
				late++
			}
		}
		near(t, test.d.String()+" mean", mean, delay.Seconds(), 0.03*jitter.Seconds())
		near(t, test.d.String()+" deviation", deviation, test.deviation*jitter.Seconds(), 0.05*jitter.Seconds())
		near(t, test.d.String()+" share of late packets", float64(late)/float64(len(delays)), test.late, 0.002)
	}
}

func TestCorrelatedJitterFollowsTheOneBefore(t *testing.T) {
	for _, d := range []impair.Distribution{impair.Uniform, impair.Normal, impair.Pareto} {
		for _, correlation := range []float64{0, 0.25, 0.75} {
			m := impair.Impairment{Delay: 50 * time.Millisecond, Jitter: 10 * time.Millisecond, Distribution: d, DelayCorrelation: correlation}
			delays, _ := pass(m, 300_000, time.Millisecond)
			mean, deviation := moments(delays)
			product := 0.0
			for i := range delays[1:] {
				product += (delays[i] - mean) * (delays[i+1] - mean) / float64(len(delays)-1)
			}
			what := fmt.Sprintf("%v with correlation %g: ", d, correlation)
			near(t, what+"correlation", product/deviation/deviation, correlation, 0.06)
			m.DelayCorrelation = 0
			free, _ := pass(m, 300_000, time.Millisecond)
			freeMean, freeDeviation := moments(free)
			near(t, what+"mean", mean, freeMean, 2e-4)
			near(t, what+"deviation", deviation, freeDeviation, 2e-4)
		}
	}
}

// TestCorrelatedLossKeepsItsShare: share and correlation are both as asked for,
// also as the bursts that a chance can be written as.
func TestCorrelatedLossKeepsItsShare(t *testing.T) {
	for _, c := range []impair.Chance{{Share: 0.01, Correlation: 0.5}, {Share: 0.3, Correlation: 0.9}, {Share: 0.1}} {
		for name, m := range map[string]impair.Impairment{"loss": {Loss: c}, "bursts": {Bursts: c.Bursts()}} {
			const n = 1_000_000
			channel := impair.NewChannel(m, rand.New(rand.NewPCG(1, 2)))
			lost, pairs, before := 0.0, 0.0, false
			for i := range n {
				now := len(channel.Arrive(int64(i), 100, nil)) == 0
				if now {
					lost++
					if before {
						pairs++
					}
				}
				before = now
			}
			p := lost / n
			near(t, fmt.Sprintf("%s %+v: share", name, c), p, c.Share, 0.03*c.Share+0.001)
			near(t, fmt.Sprintf("%s %+v: correlation", name, c), (pairs/n-p*p)/(p*(1-p)), c.Correlation, 0.02)
		}
	}
}

func TestChancesAreMet(t *testing.T) {
	const n = 200_000
	half := impair.Chance{Share: 0.05}
	for name, test := range map[string]struct {
		m     impair.Impairment
		count func(*impair.Channel) uint64
		share float64
	}{
		"loss":        {impair.Impairment{Loss: half}, func(c *impair.Channel) uint64 { return c.Lost }, 0.05},
		"certainty":   {impair.Impairment{Loss: impair.Chance{Share: 1}}, func(c *impair.Channel) uint64 { return c.Lost }, 1},
		"duplication": {impair.Impairment{Duplicate: half}, func(c *impair.Channel) uint64 { return c.Duplicated }, 0.05},
		"reordering":  {impair.Impairment{Delay: 1, Reorder: half}, func(c *impair.Channel) uint64 { return c.Reordered }, 0.05},
		"every fifth": {impair.Impairment{Delay: 1, Reorder: impair.Chance{Share: 1}, ReorderGap: 5}, func(c *impair.Channel) uint64 { return c.Reordered }, 0.2},
		"bursts": {impair.Impairment{Bursts: impair.Bursts{Enter: 0.01, Leave: 0.25, LossBad: 0.8, LossGood: 0.001}},
			func(c *impair.Channel) uint64 { return c.Lost }, 0.8*0.01/0.26 + 0.001*0.25/0.26},
	} {
		delays, c := pass(test.m, n, time.Millisecond)
		near(t, name, float64(test.count(c))/n, test.share, 0.003)
		if c.Arrived != n || c.Delivered != n-c.Lost+c.Duplicated || uint64(len(delays)) != c.Delivered {
			t.Errorf("%s: %+v do not add up to %d packets", name, c.Counts, len(delays))
		}
		if test.m.Bursts.Any() {
			near(t, "mean of bursts", test.m.Bursts.Mean(), test.share, 1e-12)
		}
	}
}

// TestBurstsAreAsLongAsAsked: the number of packets of a burst is geometric with
// mean 1/Leave.
func TestBurstsAreAsLongAsAsked(t *testing.T) {
	m := impair.Impairment{Bursts: impair.Bursts{Enter: 0.01, Leave: 0.2, LossBad: 1}}
	c := impair.NewChannel(m, rand.New(rand.NewPCG(1, 2)))
	bursts, lost := 0, 0
	before := false
	for i := range 500_000 {
		now := len(c.Arrive(int64(i), 100, nil)) == 0
		if now {
			lost++
			if !before {
				bursts++
			}
		}
		before = now
	}
	near(t, "packets per burst", float64(lost)/float64(bursts), 5, 0.15)
}

// TestRateIsAQueueWithOneServer compares the rate with Lindley's recursion,
// packet by packet, under random arrivals and sizes.
func TestRateIsAQueueWithOneServer(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const rate, queue = 8 * topo.Mbps, 5 // a byte takes a microsecond
	c := impair.NewChannel(impair.Impairment{Rate: rate, Queue: queue, Delay: time.Millisecond}, rng)
	var ends []int64
	now := int64(0)
	dropped := uint64(0)
	for i := range 20_000 {
		now += rng.Int64N(1_500_000)
		size := 60 + rng.IntN(1455)
		unfinished, free := 0, now
		for _, end := range ends {
			if end > now {
				unfinished++
				free = max(free, end)
			}
		}
		due := c.Arrive(now, size, nil)
		if unfinished == queue+1 {
			if dropped++; len(due) > 0 {
				t.Fatalf("packet %d: the queue is full, yet it is sent", i)
			}
			continue
		}
		end := free + int64(size)*1000
		if ends = append(ends, end); len(due) != 1 || due[0] != end+1_000_000 {
			t.Fatalf("packet %d: due %v, want %d", i, due, end+1_000_000)
		}
	}
	if c.Overflowed != dropped || dropped == 0 {
		t.Errorf("%d packets overflowed, want %d", c.Overflowed, dropped)
	}
}

func TestSeedDecides(t *testing.T) {
	m := impair.Impairment{Delay: time.Millisecond, Jitter: time.Millisecond, Loss: impair.Chance{Share: 0.1}, Duplicate: impair.Chance{Share: 0.1}}
	run := func(seed uint64) (all []int64) {
		c := impair.NewChannel(m, rand.New(rand.NewPCG(seed, 0)))
		for i := range int64(1000) {
			all = c.Arrive(i*1e6, 100, all)
		}
		return all
	}
	if !slices.Equal(run(1), run(1)) {
		t.Error("one seed gives two fates")
	}
	if slices.Equal(run(1), run(2)) {
		t.Error("two seeds give one fate")
	}
}

func TestTextIsReadOrRefused(t *testing.T) {
	for _, test := range []struct {
		text impair.Text
		want string // of the impairment, or of the error
	}{
		{impair.Text{Delay: "25ms", Jitter: "2 ms", Loss: "0.1%", Rate: "2Gbit", Queue: "200 packets"}, "delay 25ms, jitter 2ms uniform, loss 0.1%, rate 2 Gbps"},
		{impair.Text{Bursts: &impair.Burst{Enter: "1%", Leave: "24%"}}, "loss 4% in bursts"},
		{impair.Text{}, "nothing"},
		{impair.Text{Delay: "25"}, `delay: "25" has no unit: write for example "25ms"`},
		{impair.Text{Delay: "0"}, `delay: "0" has no unit`},
		{impair.Text{Delay: "-1ms"}, "negative"},
		{impair.Text{Delay: "2h"}, "more than 1m0s"},
		{impair.Text{Loss: "1"}, `loss: "1" has no unit: write for example "1%"`},
		{impair.Text{Loss: "101%"}, "outside 0% to 100%"},
		{impair.Text{Loss: "NaN%"}, "outside 0% to 100%"},
		{impair.Text{Rate: "0Mbit"}, "would send nothing"},
		{impair.Text{Rate: "1000 Gbit"}, "no link here carries"},
		{impair.Text{Rate: "100"}, "has no unit"},
		{impair.Text{Queue: "100 packets"}, "give rate too"},
		{impair.Text{Rate: "1Mbit", Queue: "100"}, `queue: "100" has no unit: write "100 packets"`},
		{impair.Text{Delay: "1ms", Jitter: "2ms"}, "before they are sent: uniform jitter is at most 1ms"},
		{impair.Text{Delay: "4ms", Jitter: "2ms", Distribution: "normal"}, "before they are sent: normal jitter is at most 1.09"},
		{impair.Text{Delay: "4ms", Jitter: "1ms", Distribution: "gauss"}, `"gauss" is no distribution: use one of uniform, normal, pareto`},
		{impair.Text{Delay: "4ms", Distribution: "normal"}, "give jitter too"},
		{impair.Text{Reorder: "1%"}, "give delay too"},
		{impair.Text{LossCorrelation: "1%"}, "without loss"},
		{impair.Text{Loss: "1%", Bursts: &impair.Burst{Enter: "1%", Leave: "24%"}}, "both loss and bursts"},
	} {
		var errs []string
		m := test.text.Impairment(func(_, format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...).Error()) })
		got := m.String()
		if errs != nil {
			got = strings.Join(errs, "\n")
		}
		if !strings.Contains(got, test.want) || (errs == nil) != (m.String() == test.want) {
			t.Errorf("%+v: %s, want %s", test.text, got, test.want)
		}
	}
}
