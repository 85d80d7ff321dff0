package verdict

import (
	"fmt"
	"math"

	"qanat/experiments/paper"
	"qanat/experiments/stats"
)

// Tolerances of the rule.
const (
	percentagePoints = 3.0
	relative         = 0.15
)

// Class is the outcome of a comparison.
type Class string

// The four outcomes.
const (
	Matches      Class = "matches"
	TrendOnly    Class = "trend only"
	Differs      Class = "differs"
	NotAttempted Class = "not attempted"
)

// Better says in which direction a quantity is better than the thesis'.
type Better int

// Directions. For most quantities neither is better.
const (
	Neither Better = iota
	Higher
	Lower
)

// Series is what was measured for one series of one figure, in the unit of the
// thesis' row: one estimate per point of x.
type Series struct {
	Figure, Name string
	World        string // "simulated" or "emulated"
	Better       Better
	Points       []stats.Estimate
}

// Verdict is one row of the comparison.
type Verdict struct {
	paper.Row
	// Low and High bound the measured means over the row's condition, CILow and
	// CIHigh their confidence intervals; NaN if nothing was measured.
	Measured, CI struct{ Low, High float64 }
	World        string
	Class        Class
	Reason       string
}

// Judge gives each row its verdict. explain says why a row's measured values
// stray, or why there are none; it may return "".
func Judge(rows []paper.Row, measured []Series, explain func(v *Verdict) string) []Verdict {
	j := judge{rows: rows, measured: measured}
	verdicts := make([]Verdict, len(rows))
	for i := range rows {
		v := j.row(&rows[i])
		if v.Class != Matches {
			v.Reason = explain(&v)
		}
		verdicts[i] = v
	}
	return verdicts
}

type judge struct {
	rows     []paper.Row
	measured []Series
}

func (j *judge) row(r *paper.Row) Verdict {
	v := Verdict{Row: *r, Class: NotAttempted}
	better := Neither
	v.Measured.Low, v.Measured.High, v.CI.Low, v.CI.High = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	for _, s := range j.of(r) {
		v.World, better = s.World, s.Better
		for _, p := range s.Points {
			v.Measured.Low, v.Measured.High = widen(v.Measured.Low, v.Measured.High, p.Mean, p.Mean)
			v.CI.Low, v.CI.High = widen(v.CI.Low, v.CI.High, p.Low, p.High)
		}
	}
	if math.IsNaN(v.Measured.Low) {
		return v
	}
	low, high := r.Low-tolerance(r, r.Low), r.High+tolerance(r, r.High)
	above, below := v.CI.High > high, v.CI.Low < low // false where the thesis has no bound
	switch {
	case !above && !below:
		v.Class = Matches
	case above && !below && better == Higher, below && !above && better == Lower:
		v.Class, v.Reason = Matches, "better"
	case j.sameTrend(&v):
		v.Class = TrendOnly
	default:
		v.Class = Differs
	}
	return v
}

// of returns the measured series that a row speaks of.
func (j *judge) of(r *paper.Row) []Series {
	var found []Series
	for _, s := range j.measured {
		if s.Figure == r.Figure && r.Covers(s.Name) {
			found = append(found, s)
		}
	}
	return found
}

// sameTrend compares the row with its figure's other rows and with parity.
func (j *judge) sameTrend(v *Verdict) bool {
	mean := j.mean(&v.Row)
	if parity, isRatio := parityOf(v.Unit); isRatio {
		if v.Low > parity && mean < parity || v.High < parity && mean > parity {
			return false
		}
	}
	for i := range j.rows {
		r := &j.rows[i]
		if r.Figure != v.Figure || r.Quantity != v.Quantity || len(j.of(r)) == 0 {
			continue
		}
		other := j.mean(r)
		if r.High < v.Low && other >= mean || r.Low > v.High && other <= mean {
			return false
		}
	}
	return true
}

// mean averages all points that a row speaks of.
func (j *judge) mean(r *paper.Row) float64 {
	sum, n := 0.0, 0
	for _, s := range j.of(r) {
		for _, p := range s.Points {
			sum, n = sum+p.Mean, n+1
		}
	}
	return sum / float64(n)
}

func parityOf(unit string) (parity float64, isRatio bool) {
	switch unit {
	case "%":
		return 100, true
	case "x":
		return 1, true
	}
	return 0, false
}

func tolerance(r *paper.Row, value float64) float64 {
	if r.Unit == "%" {
		return percentagePoints
	}
	return relative * math.Abs(value)
}

// widen extends an interval, which NaN marks as empty.
func widen(low, high, withLow, withHigh float64) (newLow, newHigh float64) {
	if math.IsNaN(low) {
		return withLow, withHigh
	}
	return math.Min(low, withLow), math.Max(high, withHigh)
}

// Count says how many rows ended in each class, for one line of output.
func Count(verdicts []Verdict) string {
	n := map[Class]int{}
	for _, v := range verdicts {
		n[v.Class]++
	}
	return fmt.Sprintf("%d match, %d trend only, %d differ, %d not attempted (of %d)",
		n[Matches], n[TrendOnly], n[Differs], n[NotAttempted], len(verdicts))
}
