// Package verdict compares what was measured with what the thesis states, by a
// rule that was fixed before measuring:
//
//   - matches: the measured range over the row's condition, with its 95%
//     confidence interval, lies within the thesis' range widened by the
//     tolerance. Being better than the thesis (a heuristic nearer to the
//     optimum, a smaller overhead) matches too, and the reason says "better".
//   - trend only: not that, but the same order of the systems and the same
//     direction. Ranges say nothing about single points, so here it means: every
//     series that the thesis puts wholly above or below this one is measured on
//     that side too, and a ratio that the thesis puts wholly on one side of 100%
//     (or of a factor of 1) is measured on that side.
//   - differs: neither; the reason says what is known.
//   - not attempted: nothing was measured; the reason says why.
//
// The tolerance is three percentage points for percentages and 15% of the
// thesis' value for everything else (factors, times, rates).
package verdict
