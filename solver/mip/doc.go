// Package mip states DSFC as the mixed-integer program of thesis section 2.2.2
// and reads the answers of MIP solvers back into deployments.
//
// Build writes eqs. 2.1-2.9 down once, exactly as the thesis has them, as a
// sparse Model that knows no solver:
//
//	x  traffic of each type on each arc        continuous, Mbit/s
//	y  instances per node, position, offering  integer
//	z  allocated throughput per node, position continuous, Mbit/s
//
//	min  B(X) + H(Y)                           eqs. 2.7-2.9
//	     one row per node and resource         eq. 2.1
//	     four rows for the endpoints           eq. 2.2
//	     one row per link, both directions     eq. 2.3
//	     one row per node and position         eq. 2.4
//	     one row per position                  eq. 2.5
//	     one row per node and traffic type     eq. 2.6
//
// There is no big-M. Problems count kbit/s and billionths of a cost; models use
// Mbit/s and whole cost units, so that coefficients lie between about 0.01 and
// a few thousand, where floating point is at ease.
//
// Strengthen turns a model into one with the same optimum and fewer columns;
// backends use it only when asked to (option model=strengthened).
//
// Backends answer in floating point. Conclude turns an Answer into a
// solver.Outcome: the instance counts are rounded, the flow is decomposed into
// paths of whole kbit/s, and the claimed optimum becomes an integer bound. What
// it returns passes solver.Verify, which has no tolerance, or is no deployment.
//
// Not modelled: a chain that visits parallel chains, per-instance flows (z is
// the sum over the instances of one position on one node, as in the thesis).
package mip
