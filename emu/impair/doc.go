// Package impair says what a link does to the packets that cross it in one
// direction: delay and jitter, loss, duplication, reordering, a rate with a
// queue. It is the vocabulary that lab files, and every engine that carries it
// out, share; and it is the reference of what the words mean.
//
// A packet that arrives at time t meets, in this order:
//
//  1. duplication: with some chance there are two of it from here on
//  2. loss: one of them, or the only one, is dropped
//  3. the rate: packets are sent one after another, each taking its size divided
//     by the rate; those that wait are at most Queue, further ones are dropped
//  4. the delay: Delay plus a deviate of Jitter's size, at least 0. Packets whose
//     delays differ may overtake each other. With some chance a packet is
//     reordered instead: it skips the delay
//
// These are the rules of Linux' netem (sch_netem.c, Hemminger 2005), but for copies,
// which netem lets meet the loss a second time (emu/netem says how it is told), and
// for correlation: netem's formula changes the shares and loses the correlation of
// delays (docs/decisions/004-correlation.md). Here shares and distributions hold
// whatever the correlation, which is that of a packet with the one before. Loss in
// bursts follows Gilbert (1960) and Elliott (1963).
//
// Channel is all of this as a state machine that touches neither a clock nor a
// socket. What is not modelled: damaged packets, slotted links, and rates that
// change by themselves.
package impair
