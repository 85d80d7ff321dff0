// Package certificate says in a file why a placement is optimal, or why there is
// none, and checks such files. The checker shares no code with any solver: it
// derives what it needs from the problem and believes nothing else. Whoever
// doubts an optimum reads this package and none of the solver's search.
//
// # What is proven
//
// The deployment keeps eqs. 2.1-2.6 (solver.Verify) and costs what it is billed;
// and no deployment costs less. Where a certificate has no deployment, none
// exists: no deployment costs at most the ceiling, all that hosts can hold and
// every type of traffic along a path through every node.
//
// # Arguments
//
//   - Cut: a set of nodes around the source whose links carry less than the demand.
//   - Lack: all hosts together cannot process the demand, or lack a resource.
//   - Floor: the instances cannot cost less anywhere, nor can traffic travel for
//     less, by potentials (the dual of minimum-cost flow; Ahuja, Magnanti and
//     Orlin 1993, section 9.4).
//   - Search: a tree of splits. Each node lists dual vectors; each of them is a
//     Lagrangian bound (Geoffrion 1974) over all that hosts may still choose.
//
// # A search
//
// Some cheapest deployment uses on every host, and for each position, one of few
// efficient multisets of instances (steps.go). What a host does is a choice, a
// step per position, and rates. A dual vector prices traffic at every place of a
// ground, and what limits count. Bound and prices are integers: evaluated anew
// here (bound.go, price.go), whatever made them. A node is closed when its bound
// reaches the cost to be proven; otherwise every choice whose own bound does is
// dropped, and the node must be split in two by a number that is at most b in one
// part and at least b+1 in the other.
//
// A search has stages. What the root of one leaves open, the next begins with,
// on another ground and with what may be wasted limited: if spending more on a
// position costs too much, only so much can be bought (waste.go). The last stage
// must be closed.
//
// A ground is either the network's switches and links, or a tree of places on
// which no two hosts are farther apart than in the network, which is checked for
// every pair (tree.go). So whatever is too costly there is too costly in the
// network.
//
// # Not proven
//
// That the problem in the file is the one that was meant: see Certificate.Problem.
package certificate
