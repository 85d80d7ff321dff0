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
)

func (r *Result) wrong(format string, args ...any) {
	r.Wrong = append(r.Wrong, fmt.Sprintf(format, args...))
}

// compareDelays judges sorted delays.
func (r *Result) compareDelays(delays []time.Duration) {
	want := reference(&r.Asked)
	if r.Asked.Jitter > 0 || r.Asked.Reorder.Share > 0 {
		allowed := jitterOff + time.Duration(jitterShare*float64(r.Asked.Jitter))
		for _, q := range []float64{0.25, 0.5, 0.75} {
			if got, asked := quantileOf(delays, q), quantile(want, q); asked < got.Low-allowed || asked > got.High+allowed {
				r.wrong("%.0f %% of the delays are below %v, not %v", 100*q, round(got.At), round(asked))
			}
		}
		return
	}
	middle := medianOff + time.Duration(medianShare*float64(r.Asked.Delay))
	tail := tailOff + time.Duration(tailShare*float64(r.Asked.Delay))
	if off := r.Median.At - quantile(want, 0.5); off.Abs() > middle {
		r.wrong("median delay is off by %v", round(off))
	}
	if off := r.P99.At - quantile(want, 0.99); off.Abs() > tail {
		r.wrong("99th percentile of the delay is off by %v", round(off))
	}
}

// reference returns sorted delays as they should be, of packets that do not wait
// for the rate.
func reference(m *impair.Impairment) []time.Duration {
	const packets = 8_000
	asked := *m
	asked.Loss, asked.Bursts, asked.Duplicate = impair.Chance{}, impair.Bursts{}, impair.Chance{}
	c := impair.NewChannel(asked, rand.New(rand.NewPCG(1, 1)))
	var delays []time.Duration
	var due []int64
	for k := range int64(packets) {
		now := k * int64(time.Second)
		due = c.Arrive(now, probeSize, due[:0])
		delays = append(delays, time.Duration(due[0]-now))
	}
	slices.Sort(delays)
	return delays
}

// lossAsked returns the share of packets that meet a loss, and by how much bursts
// widen intervals: losses of one burst count as one observation.
func lossAsked(m *impair.Impairment) (share, wider float64) {
	b := m.Bursts
	if m.Loss.Correlation > 0 {
		b = m.Loss.Bursts()
	}
	if b.Any() {
		return b.Mean(), math.Sqrt(max(1, 2/max(b.Leave, 0.01)))
	}
	return m.Loss.Share, 1
}

// widerFor is by how much correlation widens intervals: neighbours that are alike
// say little new.
func widerFor(c impair.Chance) float64 {
	return math.Sqrt((1 + c.Correlation) / max(0.01, 1-c.Correlation))
}

// compareShares judges how many packets were lost, doubled and reordered.
func (r *Result) compareShares() {
	lost, bursty := lossAsked(&r.Asked)
	twice := r.Asked.Duplicate.Share
	judge := func(got Interval, asked, wider float64, what string) {
		if got = got.wider(wider); !got.has(asked) {
			r.wrong("%.2f %% are %s (99.9 %% confidence: %.2f to %.2f %%), not %.2f %%", 100*got.Share, what, 100*got.Low, 100*got.High, 100*asked)
		}
	}
	// Of a packet that is duplicated one copy is lost, if any.
	judge(r.Loss, lost*(1-twice), max(bursty, widerFor(r.Asked.Duplicate)), "lost")
	judge(r.Doubled, twice*(1-lost), max(bursty, widerFor(r.Asked.Duplicate)), "doubled")
	if r.Asked.Reorder.Share > 0 && r.Asked.Earliest() >= apart {
		judge(r.Skipped, reordered(&r.Asked), widerFor(r.Asked.Reorder), "reordered")
	}
}

// reordered is the share of packets that skip the delay: after a gap, each does
// with the chance asked for until one has.
func reordered(m *impair.Impairment) float64 {
	return 1 / (float64(max(1, m.ReorderGap)-1) + 1/m.Reorder.Share)
}

// apart is the delay from which on packets that skip it can be told from others.
const apart = 2 * time.Millisecond

// skip counts delays so short that the packets have skipped what is asked for.
func skip(m *impair.Impairment, delays []time.Duration) (n int) {
	below := m.Earliest() / 2
	if m.Rate > 0 {
		below += time.Duration(probeSize * 8 * float64(time.Millisecond) / float64(m.Rate))
	}
	for _, d := range delays {
		if d < below {
			n++
		}
	}
	return n
}

// compareRate judges what arrived of twice the rate, of which losses took their
// share before the rate was met, and duplicates added theirs.
func (r *Result) compareRate() {
	if r.Asked.Rate == 0 {
		return
	}
	lost, _ := lossAsked(&r.Asked)
	asked := r.Asked.Rate.InMbps() * min(1, 2*(1-lost+r.Asked.Duplicate.Share))
	if math.Abs(r.Rate.Mbps-asked) > rateShare*asked {
		r.wrong("%.2f Mbit/s arrive, not %.2f", r.Rate.Mbps, asked)
	}
}

func round(d time.Duration) time.Duration { return d.Round(time.Microsecond) }
