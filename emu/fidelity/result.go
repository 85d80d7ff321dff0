package fidelity

import (
	"strings"

	"qanat/emu/impair"
)

// Result is what one way of a link did. Intervals are of 99.9 % confidence.
type Result struct {
	Link     string            `json:"link"`
	From     string            `json:"from"`
	To       string            `json:"to"`
	Engine   string            `json:"engine"`
	Asked    impair.Impairment `json:"-"`
	AskedFor string            `json:"asked"`
	Down     bool              `json:"down,omitempty"` // as was asked: it was not probed
	Median   Quantile          `json:"delay_p50"`
	P99      Quantile          `json:"delay_p99"`
	Loss     Interval          `json:"loss"`
	Doubled  Interval          `json:"doubled"`
	Skipped  Interval          `json:"reordered"` // of those that arrived
	// Rate is what arrived of twice the rate asked for; zero if no rate was.
	Rate Rate `json:"rate"`
	// Wrong lists what is not as asked for, and Unsure what kept the probe from
	// telling.
	Wrong  []string `json:"wrong,omitempty"`
	Unsure []string `json:"unsure,omitempty"`
}

// Faithful tells whether nothing is wrong.
func (r *Result) Faithful() bool { return len(r.Wrong)+len(r.Unsure) == 0 }

// Verdict says in words what was found.
func (r *Result) Verdict() string {
	switch {
	case r.Down:
		return "down: not probed"
	case len(r.Wrong) > 0:
		return "not faithful: " + strings.Join(r.Wrong, "; ")
	case len(r.Unsure) > 0:
		return "unsure: " + strings.Join(r.Unsure, "; ")
	}
	return "faithful"
}
