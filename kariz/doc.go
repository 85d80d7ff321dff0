// Package kariz is the thesis' heuristic for distributed service function
// chaining (section 2.4): a local search that deploys a chain layer by layer.
//
// # Algorithm
//
// A layer L(ū) is the set of nodes where instances of position ū may be
// installed. Algorithm 1 routes the demand from each layer to the next at least
// bandwidth cost (package flow), installs the cheapest instances for what
// arrives at each node (a multidimensional knapsack), and improves the solution
// before it goes on. Algorithm 2 repeats the best action while it is
// admissible: add gives one more node room in a layer, open also closes nodes
// whose throughput the new one takes over; both reroute what enters and leaves
// the layer. Algorithm 3 keeps the layers up to date. Comments cite the
// algorithms by line.
//
// # Readings
//
// Where the thesis leaves something open, Options has a field for it; docs/
// kariz.md lists them with what each one moves. Whatever the reading, the
// search is deterministic.
//
// # Speed
//
// A round of Algorithm 2 has a candidate action for each layer, node and delta:
// 110,000 on a fat tree of 4,176 nodes. Candidates are bounded from below
// (bound.go) and evaluated in the order of their bounds, until no bound is
// better than the best action found. The action chosen is the one that
// evaluating all candidates would choose, ties included.
//
// # Not modelled
//
// Chains are deployed one at a time and never moved afterwards. Kariz proves
// nothing: it gives no lower bound, and a chain that it rejects may be feasible.
package kariz
