// Package netmonitor watches a network: which flows are heavy, and who talks to
// whom (Table 3.2's network monitor).
//
// # Heavy hitters
//
// Let N be the bytes of all packets, and s a share. A flow is heavy if at least s N
// bytes were its own. A count-min sketch (Cormode and Muthukrishnan 2005) counts
// each flow's bytes, never too little, and too much by more than e N / cells with
// a probability of e^-rows at most. So every heavy flow is found. A map has those
// whose estimate is that large, with the estimate when it was last noted, at most a
// sixteenth ago; they leave it when they are below half the share, or silent.
//
// # Traffic dispersion graph
//
// Hosts are nodes, and there is an edge from who contacts to whom (Iliofotou et al.
// 2007), with the numbers of edges at both ends: how many hosts one contacted, and
// by how many it was. A TCP connection contacts by its SYN, anything else by every
// packet. An edge that is not used for a while goes, and so do the degrees of its
// ends. Graph is of use to other middleboxes too.
//
// # Per packet
//
// Read and written are the sketch and the count of all bytes, which threads share;
// read are the candidates, and, of packets that contact, the edges. All packets
// pass, also those that there is no room to note.
package netmonitor
