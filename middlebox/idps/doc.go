// Package idps detects and prevents intrusions: port scans, as in the thesis' IDPS
// (sections 3.5.1 and 3.5.3, Table 3.2's port scanning counters), and floods of a
// port (section 3.5.6).
//
// # Port scans
//
// A host that tries many services of which few answer is scanning. A TCP segment
// that neither acknowledges nor resets is a try: a SYN, or what half-open, FIN, null
// and Xmas scans send. The first try of a service (address and port) adds one to the
// source's counter; the SYN and ACK that answers takes it away. A source with too
// many tries in a window is blocked until it was silent for a while. Who browses is
// answered, and tries the same few services again.
//
// State: the set of blocked sources, read for every packet; the services that were
// tried, and the counters, read and written when a connection begins and is
// answered. Counters belong to one window, so none is ever reset: additions commute,
// and what instances count adds up.
//
// # Floods
//
// The bytes that come from outside to each port inside are counted per window, for
// every packet; past the threshold the rest of the window is dropped and no longer
// counted. Ports from 32768 on are not counted by default, since there clients get
// their answers.
//
// # Not modelled
//
// Scans by UDP, by ACK, or slower than the threshold in a window; payloads. An
// instance reacts when it has learnt what the others counted, so packets leak for
// about a round trip (section 3.5.6, Fig. 3.9).
package idps
