// Package traffic sends packets by a plan, open-loop, and measures what became of
// them: delay, loss, duplicates, reordering and throughput, the highest rate
// without loss.
//
// # Honesty
//
// A sender follows a schedule that was fixed before: a device that is slow does
// not make it send less (coordinated omission). Each packet carries when it was
// sent and how late that was, and delays are reported from both times, the
// intended and the actual one. A sender that could not keep its pace says so, and
// the run is rejected, as is one during which the machine below a virtual one
// took processor time away, or whose receiving port dropped what it was too slow
// to take; see Judge.
//
// # Determinism
//
// Everything but the clock is a function of a Spec and a seed: the same seed gives
// the same packets, byte by byte, but for the times in their stamps. The clock is
// an argument too.
//
// # What is not modelled
//
// Flows have one direction, and their packets answer to nothing: the headers of
// TCP packets look like TCP (SYN first, growing sequence numbers), but there is no
// handshake and no congestion control. Sizes are those of Ethernet frames without
// the check sequence, which virtual links do not carry; rates in bit/s count them
// alike. On a cable, add 4 bytes a frame.
package traffic
