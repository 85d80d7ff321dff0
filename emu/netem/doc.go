// Package netem carries out impairments with the kernel's own network emulator
// (sch_netem), where the kernel has it.
//
// On the interface where packets leave for the other side stand
//
//	netem: delay, jitter, loss, duplication, reordering
//	  +- tbf: the rate, if one is asked for
//	       +- pfifo: its queue
//
// Netem's own queue holds what is on its way, and drops silently what does not
// fit; its default of 1,000 packets is a few milliseconds of a fast link. Here it
// is derived from rate and delay (impair.InFlight). Its settings, and the rate, bucket
// and queue of tbf, are read back and compared, since the kernel rounds, and leaves
// out what it does not know, without saying so.
//
// Differences to package impair's reference: the rate comes after the delay, which
// for packets in order makes no difference; times are in units of 64 ns or 1 us,
// depending on the kernel.
package netem
