// Package packet reads and rewrites frames where they lie: Ethernet with VLAN
// tags, IPv4 with options, IPv6 with extension headers, TCP, UDP and ICMP.
// Nothing is copied and nothing allocated.
//
// Parse finds where the headers begin and judges whether they can be believed;
// what it accepts, every method may read and write without further checks. What
// is malformed gets a reason, and is counted and dropped by whoever parses
// (RFC 791, 8200, 9293, 768, 792, 4443).
//
// Rewriting keeps checksums right incrementally (RFC 1624, equation 3): what was
// corrupt before stays so, and is noticed by who receives it.
//
// Later fragments carry no ports. They are marked, and their ports read as zero.
package packet
