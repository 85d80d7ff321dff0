// Package solver states the distributed service function chaining problem
// (DSFC, thesis section 2.2) and what every answer to it must satisfy.
//
// A Problem is a network with residual capacities, a catalogue of middlebox
// instances, one chain and the prices of resources. A Solver turns it into an
// Outcome: a Deployment (the tuple X, Y, Z of section 2.2.2) or the reason why
// there is none. Verify checks any deployment against eqs. 2.1-2.6 and shares
// no code with any solver.
//
// Notation. A chain of n middleboxes has positions 0..n+1: position 0 is the
// source, 1..n are the middleboxes in order, n+1 is the target. The traffic
// type that the thesis writes as ū is the position that generates it, 0..n, so
// traffic of type i flows from position i to position i+1 = f(i).
//
// All quantities are integers: rates in kbit/s (topo.Rate), resources in the
// units of the network, costs in billionths (Cost). Therefore verification and
// the comparison of costs need no tolerance. Only backends that solve linear
// programs in floating point round, once, at their border.
package solver
