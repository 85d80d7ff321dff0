// Package fidelity tells whether a lab's links do what was asked of them: it sends
// probes over every link and compares. Gate stands before and after a measurement,
// and says whether what was measured counts.
//
// The rule, for each way of a link, with what is asked for at the time:
//
//   - delay: without jitter the median error is at most 0.2 ms plus 1 % of the
//     delay, and the 99th percentile at most 2 ms plus 2 %; with jitter or
//     reordering the quartiles' confidence intervals lie within 15 % of the jitter,
//     and 0.3 ms, of the quartiles of package impair's reference
//   - loss, duplicates, reordering: the share asked for lies within the 99.9 %
//     confidence interval of what was measured (Wilson 1927), which is wider where
//     packets depend on each other
//   - rate: what arrives of twice the rate is within 3 % of it
//
// A probe that itself was not sent on time says nothing about the link: the
// result is then Unsure, and the machine too busy.
//
// Between its two probes the gate also rejects a measurement if a link dropped
// packets for another reason than was asked for, if an interface could not hand
// packets over, if an event failed, if a generator dropped packets or sent them
// late, or if processors were stolen.
package fidelity
