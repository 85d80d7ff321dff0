// Package stats summarises repeated trials.
//
// Confidence intervals are Student's t at 95%: the trials of one cell use
// independent random streams, and a trial's value is itself an average over
// some 1,000 chains, so the values are independent and close to normal. Ratios
// of two systems are taken within a trial first, where both met the same
// arrivals, and averaged after (paired), so what the arrivals have in common
// does not widen the interval.
package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Confidence is the level of every interval.
const Confidence = 0.95

// Estimate is a mean with its confidence interval.
type Estimate struct {
	Mean, Low, High float64
	Trials          int
}

// Mean estimates the mean of independent values. With fewer than two values
// there is no interval: Low and High equal the mean. Without any, all are NaN.
func Mean(values []float64) Estimate {
	n := len(values)
	if n == 0 {
		return Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	mean, deviation := stat.MeanStdDev(values, nil)
	if n == 1 {
		return Estimate{Mean: mean, Low: mean, High: mean, Trials: 1}
	}
	t := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile(1 - (1-Confidence)/2)
	half := t * deviation / math.Sqrt(float64(n))
	return Estimate{Mean: mean, Low: mean - half, High: mean + half, Trials: n}
}

// Scale multiplies an estimate, for a change of unit.
func (e Estimate) Scale(factor float64) Estimate {
	e.Mean, e.Low, e.High = e.Mean*factor, e.Low*factor, e.High*factor
	return e
}

// Quantile returns the q-quantile of values (0 to 1), the smallest value at or
// above that share of them; NaN without values. The values are not changed.
func Quantile(q float64, values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return stat.Quantile(q, stat.Empirical, sorted, nil)
}
