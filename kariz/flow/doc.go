// Package flow routes one type of traffic, or two consecutive ones, through a
// network at least cost: the multi-source multi-sink minimum-cost flow problem
// that Kariz solves between two layers (thesis section 2.4.1, Fig. 2.4), and
// around one layer when an action reroutes what enters and leaves it (section
// 2.4.2).
//
// # Problem
//
// Given is a graph with an undirected residual capacity per link, sources with
// supplies, sinks with room and a demand. A super-source feeds the sources and
// a super-sink drains the sinks, both over free arcs as in Fig. 2.4. Every link
// costs 1 per unit of rate, since eq. 2.7 has one price for all: a cheapest
// flow is one of fewest rate-hops. With a layer to pass Through there are two
// stages, each a copy of the graph; a unit crosses from the first copy to the
// second at a node of that layer, within the node's capacity there. The stages
// are the traffic types before and after the middlebox, and both use up the
// same link capacities (eq. 2.3).
//
// # Method
//
// Successive shortest paths with node potentials (Edmonds and Karp 1972; Ahuja,
// Magnanti and Orlin, "Network Flows", section 9.7), with a bucket queue because
// reduced costs are small integers. Two things make a search independent of the
// size of the network. The initial potential of a node is its hop distance to
// the sinks in the bare graph, which is a feasible potential, so a search heads
// straight for a sink. And a leaf (a node with one link, as hosts are) is only
// entered where traffic may end or cross.
//
// # Exactness
//
// Rates are integers and so is every flow. With one stage the result is optimal.
// With two stages it is optimal unless a link is filled by both types together:
// that is a two-commodity problem, whose best integral answer is no longer a
// path problem. The capacity then goes to the path that asks first; the result
// is feasible but may cost more than the optimum, or be missed.
//
// Not modelled: prices that differ from link to link, and directed links.
package flow
