package fidelity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"qanat/emu/impair"
)

// Tolerances of the rule in the package comment.
const (
	medianOff, medianShare = 200 * time.Microsecond, 0.01
	tailOff, tailShare     = 2 * time.Millisecond, 0.02
	jitterOff, jitterShare = 300 * time.Microsecond, 0.15
	rateShare              = 0.03
	almostSure             = 3.29 // standard deviations: 99.9 %
)

// Interval is a share with its confidence interval.
type Interval struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Wilson returns the share of hits with Wilson's interval of so many standard
// deviations.
func Wilson(hits, n int, deviations float64) Interval {
	if n == 0 {
		return Interval{0, 0, 1}
	}
	p, z := float64(hits)/float64(n), deviations
	zz := z * z / float64(n)
	middle := (p + zz/2) / (1 + zz)
	half := math.Sqrt(p*(1-p)*zz+zz*zz/4) / (1 + zz)
	return Interval{p, max(0, middle-half), min(1, middle+half)}
}

func (r *Result) wrong(format string, args ...any) {
	r.Wrong = append(r.Wrong, fmt.Sprintf(format, args...))
}

// compareDelays judges sorted delays.
func (r *Result) compareDelays(delays []time.Duration) {
	want := reference(&r.Asked)
	middle, tail := medianOff, tailOff
	middle += time.Duration(medianShare * float64(r.Asked.Delay))
	tail += time.Duration(tailShare * float64(r.Asked.Delay))
	if r.Asked.Jitter > 0 || r.Asked.Reorder.Share > 0 {
		allowed := jitterOff + time.Duration(jitterShare*float64(r.Asked.Jitter))
		for _, q := range []float64{0.25, 0.5, 0.75} {
			if got, asked := quantile(delays, q), quantile(want, q); (got - asked).Abs() > allowed {
				r.wrong("%.0f %% of the delays are below %v, not %v", 100*q, round(got), round(asked))
			}
		}
		return
	}
	if off := r.Median - quantile(want, 0.5); off.Abs() > middle {
		r.wrong("median delay is off by %v", round(off))
	}
	if off := r.P99 - quantile(want, 0.99); off.Abs() > tail {
		r.wrong("99th percentile of the delay is off by %v", round(off))
	}
}

// reference returns sorted delays as they should be, of packets that do not wait
// for the rate.
func reference(m *impair.Impairment) []time.Duration {
	const packets = 4000
	asked := *m
	asked.Loss, asked.Bursts, asked.Duplicate = impair.Chance{}, impair.Bursts{}, impair.Chance{}
	c := impair.NewChannel(asked, rand.New(rand.NewPCG(1, 1)))
	var delays []time.Duration
	var due []int64
	for k := range int64(packets) {
		now := k * int64(time.Second)
		due = c.Arrive(now, 106, due[:0])
		delays = append(delays, time.Duration(due[0]-now))
	}
	slices.Sort(delays)
	return delays
}

func (r *Result) compareLoss() {
	asked := r.Asked.Loss.Share
	interval := r.Loss
	b := r.Asked.Bursts
	if r.Asked.Loss.Correlation > 0 {
		b = r.Asked.Loss.Bursts()
	}
	if b.Any() {
		asked = b.Mean()
		// Losses of one burst count as one observation.
		spread := math.Sqrt(max(1, 2/max(b.Leave, 0.01)))
		interval.Low, interval.High = interval.Share-spread*(interval.Share-interval.Low), interval.Share+spread*(interval.High-interval.Share)
	}
	if d := r.Asked.Duplicate.Share; d > 0 { // a packet is lost only if both copies are
		asked *= 1 - d
	}
	if asked < interval.Low-1e-9 || asked > interval.High+1e-9 {
		r.wrong("%.2f %% are lost (99.9 %% confidence: %.2f to %.2f %%), not %.2f %%", 100*r.Loss.Share, 100*interval.Low, 100*interval.High, 100*asked)
	}
}

// compareRate judges what arrived of twice the rate, of which losses took their
// share before the rate was met.
func (r *Result) compareRate() {
	asked := r.Asked.Rate.InMbps() * min(1, 2*(1-r.Asked.Loss.Share))
	if r.Asked.Rate > 0 && math.Abs(r.Rate-asked) > rateShare*asked {
		r.wrong("%.2f Mbit/s arrive, not %.2f", r.Rate, asked)
	}
}

func round(d time.Duration) time.Duration { return d.Round(time.Microsecond) }
