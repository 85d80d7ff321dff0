// Package nat translates network addresses (section 3.4.1; RFC 3022, 4787, 5382,
// 5508): many hosts inside share a few public addresses. Simple is the thesis'
// SimpleNAT, Mazu its MazuNAT (Table 4.1).
//
// # State
//
// One flow table holds both directions of every session: what a packet is looked
// up by is its five-tuple as it arrives, what is found is what to write into it.
// A pool holds the public addresses' ports. A new session changes both, in one
// transaction: it takes a port and enters two flows. That is one look-up per
// packet, and writes per flow only, as in Table 4.1.
//
// A port serves one session at a time, whatever its target, so mapping and
// filtering depend on address and port (RFC 4787, sections 4.1 and 5), and two
// sessions can collide only if two instances take the same port at once. Then the
// larger five-tuple wins (section 3.4.1).
//
// # Not translated
//
// Later fragments are dropped, as they carry no ports; so is all that is neither
// TCP, UDP nor ICMP over IPv4.
package nat
