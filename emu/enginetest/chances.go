//go:build linux

package enginetest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/emu/probe"
)

// certain is how many standard deviations a share may be off: a right engine is
// found wrong once in 16,000 comparisons.
const certain = 4

// within is how far off a share of so many packets may be. Neighbours that are
// correlated say little new.
func within(share, packets, correlation float64) float64 {
	return certain * math.Sqrt(share*(1-share)/packets*(1+correlation)/(1-correlation))
}

func autocorrelation[T any](list []T, value func(T) float64) float64 {
	mean, square, product := 0.0, 0.0, 0.0
	for _, x := range list {
		mean += value(x) / float64(len(list))
	}
	for i, x := range list {
		square += (value(x) - mean) * (value(x) - mean)
		if i > 0 {
			product += (value(x) - mean) * (value(list[i-1]) - mean)
		}
	}
	return product / square
}

// refusal checks that an engine which refuses a field names it, and logs why.
func refusal(t *testing.T, field string, err error) {
	t.Helper()
	if !strings.Contains(err.Error(), field) {
		t.Errorf("the refusal %q does not name %s", err, field)
	}
	t.Logf("refused: %v", err)
}

// chances: enough packets to tell an engine whose copies meet the loss twice (16.2 %
// doubled) from one that is right (18 %).
func (s suite) chances(t *testing.T) {
	const packets = 20_000
	m := impair.Impairment{Loss: impair.Chance{Share: 0.1}, Duplicate: impair.Chance{Share: 0.2}, Delay: time.Millisecond}
	r := up(t, s.engine, m, impair.Impairment{}).send(0, probe.Spec{Packets: packets, PerSecond: 4000})
	// A copy is made first; then one of the copies, or the packet, is lost.
	lost, double := 0.1*0.8, 0.2*0.9
	near(t, "share lost", float64(r.Lost())/packets, lost, within(lost, packets, 0))
	near(t, "share doubled", float64(r.Duplicated())/packets, double, within(double, packets, 0))
}

// correlations: shares stay as asked for, and neighbours are alike as asked for.
// Engines that cannot do it say so.
func (s suite) correlations(t *testing.T) {
	const packets, share, correlation, delay = 8000, 0.2, 0.5, 20 * time.Millisecond
	c := impair.Chance{Share: share, Correlation: correlation}
	for _, test := range []struct {
		field string
		m     impair.Impairment
		hit   func(probe.Packet) bool
	}{
		{"loss_correlation", impair.Impairment{Loss: c}, func(p probe.Packet) bool { return len(p.Delays) == 0 }},
		{"duplicate_correlation", impair.Impairment{Duplicate: c}, func(p probe.Packet) bool { return len(p.Delays) > 1 }},
		{"reorder_correlation", impair.Impairment{Reorder: c, Delay: delay}, func(p probe.Packet) bool { return len(p.Delays) > 0 && p.Delays[0] < delay/2 }},
	} {
		if err := s.find(t).Refuse(&test.m); err != nil {
			refusal(t, test.field, err)
			continue
		}
		r := up(t, s.engine, test.m, impair.Impairment{}).send(0, probe.Spec{Packets: packets, PerSecond: 4000})
		hits := 0.0
		is := func(p probe.Packet) float64 {
			if test.hit(p) {
				return 1
			}
			return 0
		}
		for _, p := range r.Packets {
			hits += is(p)
		}
		near(t, test.field+": share", hits/packets, share, within(share, packets, correlation))
		near(t, test.field, autocorrelation(r.Packets, is), correlation, 0.08)
	}
}

// bursts: lengths are geometric, those of bursts and those of the gaps between.
func (s suite) bursts(t *testing.T) {
	const packets = 20_000
	m := impair.Impairment{Bursts: impair.Bursts{Enter: 0.02, Leave: 0.25, LossBad: 1}}
	r := up(t, s.engine, m, impair.Impairment{}).send(0, probe.Spec{Packets: packets, PerSecond: 8000})
	var lengths [2][]int // of gaps and bursts; the first and the last are cut off
	begin := 0
	for k := 1; k < packets; k++ {
		if was := len(r.Packets[k-1].Delays) == 0; was != (len(r.Packets[k].Delays) == 0) {
			if kind := 0; begin > 0 {
				if was {
					kind = 1
				}
				lengths[kind] = append(lengths[kind], k-begin)
			}
			begin = k
		}
	}
	for kind, end := range []float64{m.Bursts.Enter, m.Bursts.Leave} {
		name := [2]string{"gaps", "bursts"}[kind]
		n := float64(len(lengths[kind]))
		expected := packets / (1/m.Bursts.Enter + 1/m.Bursts.Leave)
		near(t, "number of "+name, n, expected, certain*math.Sqrt(expected))
		for _, longer := range []int{1, 2, 4, 8, 16, 64} {
			count := 0.0
			for _, l := range lengths[kind] {
				if l > longer {
					count++
				}
			}
			share := math.Pow(1-end, float64(longer))
			near(t, fmt.Sprintf("share of %s longer than %d packets", name, longer), count/n, share, within(share, n, 0)+1/n)
		}
	}
	mean := m.Bursts.Mean()
	near(t, "share lost", float64(r.Lost())/packets, mean, within(mean, packets, 1-m.Bursts.Enter-m.Bursts.Leave))
}

// partialBursts: some packets pass in a burst, and some are lost outside of one.
func (s suite) partialBursts(t *testing.T) {
	const packets = 20_000
	b := impair.Bursts{Enter: 0.05, Leave: 0.2, LossBad: 0.5, LossGood: 0.02}
	r := up(t, s.engine, impair.Impairment{Bursts: b}, impair.Impairment{}).send(0, probe.Spec{Packets: packets, PerSecond: 8000})
	memory := 1 - b.Enter - b.Leave // of the state, packet by packet
	near(t, "share lost", float64(r.Lost())/packets, b.Mean(), within(b.Mean(), packets, memory))
	bad := b.Enter / (b.Enter + b.Leave)
	spread := b.LossBad - b.LossGood
	correlation := memory * bad * (1 - bad) * spread * spread / (b.Mean() * (1 - b.Mean()))
	near(t, "correlation of losses", autocorrelation(r.Packets, func(p probe.Packet) float64 { return float64(min(1, len(p.Delays))) }), correlation, 0.06)
}

func (s suite) reorder(t *testing.T) {
	const packets, delay = 2000, 20 * time.Millisecond
	m := impair.Impairment{Delay: delay, Reorder: impair.Chance{Share: 0.5}, ReorderGap: 5}
	r := up(t, s.engine, m, impair.Impairment{}).send(0, probe.Spec{Packets: packets, PerSecond: 2000})
	at := 0
	for _, d := range r.Delays() {
		if d < delay/2 {
			at++
		}
	}
	// After four that are not reordered, each packet is with chance 1/2.
	near(t, "share that skips the delay", float64(at)/packets, 1/(4+2.0), 0.03)
	if r.Overtaken == 0 {
		t.Error("no packet overtakes another")
	}
}
