// Package node runs a chain of middleboxes on real ports, in real time: one of the
// two shells that a framework has (the other runs it in virtual time). It moves
// frames between two ports, an inner and an outer one, through the chain, and
// keeps to itself what middleboxes must not know: clocks, ports, Ethernet.
//
// # Wire or gateway
//
// A node without addresses is a wire: hosts on both sides do not see it, frames
// keep their Ethernet addresses, and what is not IP passes untouched. A node with
// an address on each side is a gateway (RFC 1812, in part): it answers ARP for its
// addresses, finds its neighbours, counts time to live down, and gives frames the
// addresses of the next hop. NATs and load balancers need a gateway.
//
// # Clock
//
// A batch has one time, read when it was received.
package node
