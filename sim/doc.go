// Package sim is a discrete-event engine: virtual time, a total order of
// events, and named streams of random numbers.
//
// Events are ordered by time, then kind, then source, then by the order in
// which their source scheduled them. No two events are equal in that order, so
// a simulation is a function of its inputs: neither the layout of the queue nor
// the order of independent calls to Schedule can change a trace. The order is
// that of the Shadow simulator (Jansen et al., USENIX ATC 2022).
//
// The engine knows nothing of what happens in an event; a simulation takes one
// event after another with Next and schedules what follows from it. It uses no
// goroutines and no clock but its own.
package sim
