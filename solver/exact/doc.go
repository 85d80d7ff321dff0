// Package exact finds optimal deployments, fast enough to stand in for a general
// MIP solver in a whole sweep of simulations. It solves DSFC as section 2.2.2
// states it, with integer instances, splittable traffic and every cost counted
// exactly, and proves each answer: either a deployment whose cost equals a lower
// bound, or that there is none.
//
// # Method
//
// A problem passes through these, and the first that can decide does:
//
//  1. reject: the hosts together, or the links between source and target, lack
//     what the demand needs (instance.go).
//  2. split: the chain fits its two endpoints, each unit of traffic being
//     processed at the source first. Such a deployment costs what the instances
//     cost anywhere plus a shortest path, so nothing is cheaper (split.go).
//  3. branch and price on the tree of clusters that a hierarchical network has
//     (fat tree, leaf-spine, VL2). While no link is full its distances are the
//     network's, so its optimum is a lower bound, and mostly it can be routed.
//  4. branch and price on the links themselves, where links are too full.
//  5. the fallback solver, for graphs that are no hierarchy and hosts with too many
//     patterns; without one, those graphs go through step 4 as well.
//
// # Branch and price
//
// A column is a pattern: what one host does for the chain, its instances and the
// rates that they process (pool.go, patterns.go). The linear relaxation over patterns
// (master.go, Dantzig and Wolfe 1960) is far tighter than that of the MIP: 1.4
// below the optimum on average on the thesis' four-middlebox chains, against 4.2.
// Few hosts of a network matter to one chain. The others stay out of the linear
// program until its prices, extended over the tree, make them attractive
// (relax.go, hierarchy.go), so that its size depends on the chain and not on the
// network.
//
// On the tree there are no arcs: what crosses an edge is the logical of a row,
// whose cost bends at zero (simplex, conservation in master.go).
//
// Branching is on how many instances a set of hosts has, the endpoints first,
// chosen by looking ahead (lookahead.go). Cutoffs rise from the root's bound
// (climb.go): just above it reduced costs rule out nearly everything, and few
// instances more than the demand needs can be paid for, which bounds how much of
// them may stay unused (waste.go).
//
// An integral node of the tree may promise what full links do not carry. Its
// instances are routed anew by the relaxation on the links (reroute.go), then it is
// split further, since others as cheap may do (vary.go). Step 4 inherits what the
// tree proved and ends with the first deployment that costs no more (climb.go).
//
// # What is proven how
//
// The simplex method works in floating point and is believed in nothing. Its
// duals are rounded to integers, and any integer vector gives a lower bound by
// Lagrangian relaxation over all patterns (Geoffrion 1974), evaluated in 64-bit
// integers (bound.go). Prices, rates and costs are integers throughout. A
// deployment found is billed in integers too; Optimal means that bound and bill
// are equal. Solver.Prove writes all of it down (minutes.go, evidence.go), for the
// checker of solver/certificate, which shares no code with this package.
//
// # Not modelled
//
// Nothing of section 2.2.2 is left out. Patterns are listed, so that demands
// thousands of times larger than the smallest instance, or many resources with
// many offerings, can be too many; then the fallback decides.
package exact
