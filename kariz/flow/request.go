package flow

import "qanat/topo"

// Terminal is a node where traffic starts, crosses or ends, and how much of it
// may do so.
type Terminal struct {
	Node int
	Rate topo.Rate
}

// Flow is the rate that one stage sends over one direction of a link.
type Flow struct {
	Arc  topo.Arc
	Rate topo.Rate
}

// Request asks for a cheapest flow of Demand from Sources to sinks, by way of
// the layer Through where it is not empty. No list names a node twice.
type Request struct {
	// Spare is the residual capacity of every link, of which Held is not to be
	// used.
	Spare, Held []topo.Rate
	Demand      topo.Rate
	Sources     []Terminal // supplies
	Through     []Terminal // most that may cross at each node
	Sinks       []Terminal // most that may end at each node
	// Anywhere, where it is not nil, stands for Sinks: it tells how much may
	// end at any node. It must give the same answer all through the request.
	Anywhere func(node int) topo.Rate
}
