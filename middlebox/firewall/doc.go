// Package firewall decides which packets pass. Stateless is the thesis' Firewall
// (Table 4.1), which judges each packet by rules alone; Stateful lets only hosts
// inside begin connections (Table 3.2, Fig. 3.2).
//
// # Stateless
//
// The first rule that a packet matches decides, and where none does a default. It
// has no state. Rules are compiled to bit vectors (Lakshman and Stiliadis 1998):
// for each of five fields, a search finds the set of rules that its value matches,
// and the first rule in all five sets is the one. That is five binary searches and
// a conjunction, however the rules overlap.
//
// # Stateful
//
// One flow table holds a word per connection, under a key that both directions
// share: the flow table and connection context of Table 3.2. A packet is one
// look-up; the table is written when a connection begins, is answered and ends, per
// flow thus, not per packet. Once instances share the table, answers may come by
// another instance than questions (Fig. 3.2).
//
// A TCP connection begins with a SYN from inside, stands when a SYN and ACK came
// back, and ends with two FINs or a RST. Then it lingers, for segments that are sent
// again, of which none carries data. UDP and echoes begin with a packet from inside,
// and only time ends them. An entry's time depends on what it is of: the table
// offers those idle for the shortest, and Expire keeps what has longer.
//
// # Not modelled
//
// Sequence numbers are not checked. ICMP errors from outside pass if they are about
// a connection of IPv4, those from inside all do. Later fragments carry no ports: they match no rule that names
// ports, and belong to no connection, so Stateful drops them. What hosts need to
// find each other on a link passes both; other frames that are not IP pass Stateful
// never and Stateless by default only.
package firewall
