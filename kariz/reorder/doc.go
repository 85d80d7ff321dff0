// Package reorder deploys reorder-compatible chains: chains some of whose
// middleboxes may change places without changing what the chain does (thesis
// section 2.7). It deploys every permitted order with Kariz and keeps the
// cheapest.
//
// # Problem
//
// Given are a chain and pairs of middlebox types that are compatible: it does
// not matter which of the two traffic meets first. An order of the chain is
// permitted if every pair of its middleboxes that is not compatible stands in it
// as in the chain. Such orders are exactly those that swaps of compatible
// neighbours lead to. Two middleboxes of one type are alike and never swapped.
//
// # Reading
//
// The thesis says that the valid orders are generated and the cheapest chosen;
// it does not say what makes an order valid. Compatibility of pairs is the
// simplest statement that covers its reference to the semantics of chains.
// Orders are tried from the chain's own on, and a later one must cost less to be
// chosen, so that nothing moves without gain. At most Limit are tried.
//
// # Answer
//
// An order other than the chain's own answers another problem: the same chain
// with its middleboxes rearranged. Best therefore returns that problem with its
// deployment; both are what solver.Verify and Network.Reserve are to be given.
// Solver, which the registry lists as kariz-reorder, tells the order in its
// outcome, and solver.Outcome.Answers makes that problem of it. The verifier
// knows nothing of reordering: whether an order is permitted is for this package
// to ensure, and that a deployment fits its order for the verifier.
package reorder
