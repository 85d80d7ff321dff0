package bench

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"qanat/experiments/record"
)

// Row is one measured metric beside its target.
type Row struct {
	Metric string
	Value  float64
	Unit   string
	// Peer, if any, is whom the metric is compared with: what it took on the
	// same problems, and the ratio of the two, or the median of those of single
	// rounds.
	Peer             string
	PeerValue, Ratio float64
	Target           Target
	// Failed is why the metric could not be measured; its value does not count.
	Failed error
}

// Target is a bound on the value, or on the ratio where there is a peer.
type Target struct {
	Bound float64
	Least bool // at least, not at most
}

func atMost(bound float64) Target  { return Target{Bound: bound} }
func atLeast(bound float64) Target { return Target{Bound: bound, Least: true} }

// String writes the target as "<= 0.5", or "-" where there is none.
func (t Target) String() string {
	switch {
	case t == Target{}:
		return "-"
	case t.Least:
		return ">= " + number(t.Bound)
	}
	return "<= " + number(t.Bound)
}

// pass tells "yes", "no", "-" where there is no target or no value, or an error.
func (r *Row) pass() string {
	if r.Failed != nil {
		first, _, _ := strings.Cut(r.Failed.Error(), "\n")
		return "error: " + first
	}
	value := r.Value
	if r.Peer != "" {
		value = r.Ratio
	}
	switch {
	case r.Target == Target{} || math.IsNaN(value):
		return "-"
	case r.Target.Least && value >= r.Target.Bound, !r.Target.Least && value <= r.Target.Bound:
		return "yes"
	}
	return "no"
}

var columns = []string{"metric", "value", "unit", "peer", "peer_value", "ratio", "target", "pass", "commit", "machine"}

// line is the row as the file has it, with where it comes from.
func (r *Row) line(from record.Provenance) []string {
	commit := fmt.Sprintf("%.12s", from.Commit)
	if from.Dirty {
		commit += "+changes"
	}
	machine := fmt.Sprintf("%s, %d cores, %s, %s", from.Processor, from.Cores, from.Kernel, from.Go)
	peer, ratio := "", ""
	if r.Peer != "" {
		peer, ratio = number(r.PeerValue), number(r.Ratio)
	}
	return []string{r.Metric, number(r.Value), r.Unit, r.Peer, peer, ratio, r.Target.String(), r.pass(), commit, machine}
}

func number(value float64) string {
	if math.IsNaN(value) {
		return ""
	}
	return strconv.FormatFloat(value, 'g', 4, 64)
}
