// Package fidelity tells whether a lab's links do what was asked of them: it sends
// probes over every link and compares. Experiments are to call it before and after they
// measure, and reject what was measured on links that were not faithful.
//
// The rule, for each way of a link:
//
//   - delay: without jitter the median error is at most 0.2 ms plus 1 % of the
//     delay, and the 99th percentile at most 2 ms plus 2 %; with jitter the median
//     and the spread between the quartiles lie within 15 % of the jitter, and
//     0.3 ms, of those of package impair's reference
//   - loss: what was asked for lies within the 99.9 % confidence interval of what
//     was measured (Wilson 1927)
//   - rate: what arrives of twice the rate is within 3 % of it
//
// A probe that itself was not sent on time says nothing about the link: the
// result is then Unsure, and the machine too busy.
package fidelity
