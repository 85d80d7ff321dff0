// Package port moves frames in batches between a process and what is around it:
// another goroutine, an interface of a namespace, a TAP device, a capture file.
// What processes packets sees one small interface, and so runs on any of them.
//
// # Ownership
//
// Frames live in the memory of a Pool. Whoever holds a Frame owns it: Receive
// hands frames over, Send takes them back, and what is neither sent nor kept is
// put back into the pool. Frames sent on a port of another pool are copied; within
// one pool, which all ports of a process share, nothing is.
//
// # Waiting
//
// Receive and Send never wait. A loop that found nothing a few hundred times lets
// others have the processor (Idle); two loops that spin on one core would each
// hold up what the other needs.
//
// # Interfaces
//
// Frames arrive from an interface as they would on a wire: checksums that a sender
// left to hardware are finished, VLAN tags that the kernel took out are put back,
// and the other end of a virtual pair is told not to bundle segments. What arrives
// on a raw socket the kernel handles too, unless the port is to be Alone; what
// arrives by AF_XDP it never sees.
//
// # What is counted
//
// Each port counts what it received, sent and dropped, and why. A frame is never
// lost silently: if the kernel dropped it, its counters are read.
package port
