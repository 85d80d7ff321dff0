// Package tpacket is what raw sockets of Linux share with their programs: memory in
// which the kernel puts each packet that it receives into the next slot (TPACKET_V2,
// Documentation/networking/packet_mmap.rst), the VLAN tags that it takes out of
// frames, and its count of packets that nobody fetched.
//
// What is assumed: frames of which nothing is left to do that virtio's header cannot
// say. Where sockets ask for that header, a bundle of another kind (as of SCTP)
// occupies its slot for ever, and no packet comes in after it; interfaces that send
// one packet at a time make none.
package tpacket
