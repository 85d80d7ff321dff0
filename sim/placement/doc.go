// Package placement simulates chains that arrive at a network, are placed by
// one solver, and leave again (thesis section 2.5.1).
//
// Arrivals are Poisson, lifetimes exponential, endpoints uniform over the hosts
// with source and target different. When a chain arrives the solver sees the
// residual network; a deployment is verified against eqs. 2.1-2.6, reserved,
// and released when the chain's lifetime ends. A chain that is not placed is
// lost: there is no queue and no second try.
//
// The arrivals depend on seed and trial alone, never on the solver, so that two
// methods meet the same chains. Departures at the instant of an arrival come
// first.
//
// Measures are those of sections 2.5.2-2.5.4; docs/simulation.md defines them
// in symbols. At the end all chains leave, and the network must then be the one
// it was at the start, to the last kbit/s.
package placement
