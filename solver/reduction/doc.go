// Package reduction carries out thesis section 2.3: DSFC is NP-hard, since the
// minimum dominating set problem reduces to it. It is both the construction and
// an experiment that checks it on random graphs.
//
// A graph G of n nodes becomes this instance of DSFC (Problem): the network is G
// with two more nodes s and t, both linked to every node of G. Links of s carry
// n units of traffic, all other links 1. Nodes of G have 2 CPU cores, s and t
// have 1. The chain is s -> firewall -> t with demand n; the one offering takes 2
// cores and processes n units. A core costs 1, so does a unit on one link.
//
// Claim: G has a dominating set of size k if and only if the instance has a
// deployment of cost at most 3n+k.
//
// From sets to deployments (Lemma 1, Deployment): node i of the set gets from s
// one unit for itself and one for each node that it is to dominate, processes
// them, and passes the others on; every node sends one unit to t. That is n units
// out of s, n-k across G, n into t, and 2k cores.
//
// From deployments to sets (Lemmas 2 and 3; Dominators): let S be the k nodes
// with firewalls and u the number of nodes that S does not dominate. The links
// into t have room for n units together, so each node sends exactly 1 there.
// The unit of a node outside S crosses at least one link of G after it was
// processed, and at least two if S does not dominate the node. Hence the cost is
// at least n + (n-k) + u + n + 2k = 3n+k+u, and S with the u nodes is a dominating
// set of size k+u. This holds for fractional flows as well. An optimal S alone
// need not dominate: a unit over a detour costs as much as one more firewall.
//
// Units are 1 Mbit/s and cost 1. Not modelled: that the construction takes
// polynomial time, which is plain from its size.
package reduction
