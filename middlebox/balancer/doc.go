// Package balancer spreads connections to one virtual address over servers: what
// Table 3.2 calls a load balancer, with connection persistence and the least loaded
// server for each new connection. It works like a NAT of targets, on TCP and UDP
// over IPv4.
//
// # State
//
// The flow table has one entry per connection, under the five-tuple by which its
// client reaches the virtual address; that of the server's answers is computed back
// to it. A vector counts the connections of each server (server pool usage). A new
// connection reads the vector and changes both, in one transaction (section 3.3.1,
// multi-object updates); a packet of a known one is one look-up.
//
// A TCP connection begins with a SYN and ends with two FINs or a RST: then the
// server's usage goes down, and the entry lingers for segments that are sent again.
// UDP, and connections that fell silent, end by time. The server pool is
// configuration, and not shared (Table 3.2): a server of weight 0 keeps the
// connections that it has and gets no others.
//
// Instances that meet the first packet of a connection at once may choose different
// servers. The larger value wins (section 3.4), and the usage of the loser stays one
// too high: it is an estimate then, as section 3.4.2 has it.
//
// # Not modelled
//
// The health of servers, IPv6, and later fragments to the virtual address, which are
// dropped as they carry no ports. What is neither to the virtual service nor an
// answer from it passes as it is.
package balancer
