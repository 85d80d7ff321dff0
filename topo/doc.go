// Package topo holds the networks chains are placed on: graphs of nodes with
// resource capacities and of links with bandwidth (the substrate network
// G = (N, E) of thesis section 2.2.1), generators for data-centre and random
// topologies, readers and writers for files, and drawings.
//
// A Graph is immutable once built, so solvers and simulations on many threads
// share one. What is left of its capacities as chains come and go is not kept
// here but in solver.Network.
//
// A link is undirected and has one capacity shared by both directions (thesis
// eq. 2.3). Its two directions are arcs: link l from A to B has arc 2l, and
// arc 2l+1 leads back.
package topo
