package traffic

import (
	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// Histograms keep three significant digits of times up to longestDelay.
const (
	longestDelay = 100_000_000_000 // ns; larger ones count as this
	digits       = 3
)

func newHistogram() *hdr.Histogram { return hdr.New(1, longestDelay, digits) }

// record adds a time. Negative ones, which clocks that differ cause, count as 0.
func record(h *hdr.Histogram, ns int64) {
	_ = h.RecordValue(min(max(ns, 0), longestDelay)) // it is in range
}

// Delays sums up times, in microseconds, each exact to a tenth of a percent.
type Delays struct {
	Count uint64  `json:"count"`
	Min   float64 `json:"min_us"`
	Mean  float64 `json:"mean_us"`
	P50   float64 `json:"p50_us"`
	P90   float64 `json:"p90_us"`
	P99   float64 `json:"p99_us"`
	P999  float64 `json:"p99.9_us"`
	Max   float64 `json:"max_us"`
}

func delays(h *hdr.Histogram) Delays {
	if h.TotalCount() == 0 {
		return Delays{}
	}
	us := func(ns int64) float64 { return float64(ns) / 1e3 }
	at := func(percent float64) float64 { return us(h.ValueAtQuantile(percent)) }
	return Delays{
		Count: uint64(h.TotalCount()), Min: us(h.Min()), Mean: h.Mean() / 1e3,
		P50: at(50), P90: at(90), P99: at(99), P999: at(99.9), Max: us(h.Max()),
	}
}
