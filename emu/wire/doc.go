// Package wire is a network link in user space, for kernels without netem: it
// takes packets from one virtual interface and, after what impair.Channel says,
// gives them to another.
//
// A link has two sides, each an AF_PACKET socket on an interface, whose packets come
// in through memory that the kernel fills (ring) or, where there are so many links
// that it would not suffice, by system calls (queue). The kernel stamps a packet when
// it arrives; stamp plus delay is when it is due, so that time spent in queues towards
// this process does not count. One thread, the Worker, serves any number of links:
//
//	receive -> Channel decides -> schedule -> send when due
//
// Between packets it sleeps in the kernel, until shortly before the next is due;
// the rest it waits actively, since no timer wakes a process as exactly as that.
// Threads that must be on time run with real-time priority where that is
// permitted.
//
// Checksums that the sender's kernel left to hardware stay undone here as well:
// the receiving kernel is told so by the header that virtio uses (PACKET_VNET_HDR),
// as between virtual machines. VLAN tags, which the kernel takes out of frames that it
// receives, are put back (retag).
//
// What is assumed: frames of at most longest bytes, which interfaces with the
// usual MTU of 1,500 bytes send unless they are told to leave segmentation to
// hardware. Larger ones are dropped and counted.
package wire
