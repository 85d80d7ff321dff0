package fidelity

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// almostSure is the confidence of all intervals, in standard deviations: 99.9 %.
const almostSure = 3.29

// Interval is a share with its confidence interval.
type Interval struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// String writes percentages: "0.00 % (0.00-2.64)".
func (i Interval) String() string {
	return fmt.Sprintf("%.2f %% (%.2f-%.2f)", 100*i.Share, 100*i.Low, 100*i.High)
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

// wider returns the interval as it is where observations come in groups that say as
// much as one: factor times as wide.
func (i Interval) wider(factor float64) Interval {
	return Interval{i.Share, max(0, i.Share-factor*(i.Share-i.Low)), min(1, i.Share+factor*(i.High-i.Share))}
}

// has tells whether a share lies within, but for rounding.
func (i Interval) has(share float64) bool { return share >= i.Low-1e-9 && share <= i.High+1e-9 }

// Quantile is a quantile of delays with its confidence interval.
type Quantile struct {
	At   time.Duration `json:"ns"`
	Low  time.Duration `json:"low_ns"`
	High time.Duration `json:"high_ns"`
}

// String writes milliseconds: "25.013 ms (25.009-25.020)".
func (q Quantile) String() string {
	ms := func(d time.Duration) float64 { return float64(d) / 1e6 }
	return fmt.Sprintf("%.3f ms (%.3f-%.3f)", ms(q.At), ms(q.Low), ms(q.High))
}

// quantileOf returns the quantile of sorted delays that a share p are below, between
// the order statistics that have it between them almost surely. Of few delays the
// extremes bound it as well as they can.
func quantileOf(sorted []time.Duration, p float64) Quantile {
	n := float64(len(sorted))
	half := almostSure * math.Sqrt(n*p*(1-p))
	at := func(rank float64) time.Duration {
		return sorted[int(min(n-1, max(0, rank)))]
	}
	return Quantile{quantile(sorted, p), at(math.Floor(n*p - half)), at(math.Ceil(n*p + half))}
}

// quantile returns the delay that a share p of the sorted ones are below.
func quantile(sorted []time.Duration, p float64) time.Duration {
	return sorted[int(math.Round(p*float64(len(sorted)-1)))]
}

// Rate is a rate in Mbit/s of frames, with its confidence interval.
type Rate struct {
	Mbps float64 `json:"mbps"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// String writes "9.98 (9.95-10.01)", or "-" for none.
func (r Rate) String() string {
	if r == (Rate{}) {
		return "-"
	}
	return fmt.Sprintf("%.2f (%.2f-%.2f)", r.Mbps, r.Low, r.High)
}

// slices of time in which a rate is counted for its interval, and Student's t for
// them at 99.9 %.
const (
	parts    = 10
	studentT = 4.78
)

// rateOf returns the rate at which packets of so many bytes arrived.
func rateOf(arrivals []int64, size int) Rate {
	slices.Sort(arrivals)
	first, last := arrivals[0], arrivals[len(arrivals)-1]
	took := float64(last-first) / 1e9
	if took <= 0 {
		return Rate{}
	}
	bits := float64(size) * 8 / 1e6
	mean := float64(len(arrivals)-1) * bits / took
	var counts [parts]float64
	for _, at := range arrivals[1:] { // the first begins the time, and the last ends it
		counts[min(parts-1, int(float64(at-first)/1e9/took*parts))]++
	}
	square := 0.0
	for _, c := range counts {
		off := c*bits/(took/parts) - mean
		square += off * off
	}
	half := studentT * math.Sqrt(square/(parts-1)/parts)
	return Rate{mean, max(0, mean-half), mean + half}
}
