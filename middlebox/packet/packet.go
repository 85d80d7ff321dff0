package packet

import "encoding/binary"

// Packet is a frame and where its headers begin. The zero value is no packet;
// Parse makes one.
type Packet struct {
	Data []byte // the frame, from the Ethernet header on, without checksum
	// Network, Transport and Payload are offsets in Data; Payload is that behind
	// the transport header. End is where the network packet ends: what follows
	// is padding, or a trailer that no middlebox sees.
	Network, Transport, Payload, End uint16
	Version                          uint8    // of IP: 4 or 6, 0 if the frame carries something else
	Protocol                         Protocol // above IP
	Later                            bool     // a fragment that is not the first
	Fragment                         bool     // any fragment
	// Plain tells that it is TCP or UDP over IPv4 without VLAN tags, options or
	// fragments, as most packets are: headers are where they always are.
	Plain bool
}

// Protocol is a number of IANA's registry of IP protocols.
type Protocol uint8

// The protocols whose headers are read.
const (
	ICMP   Protocol = 1
	TCP    Protocol = 6
	UDP    Protocol = 17
	ICMPv6 Protocol = 58
)

// Offsets within headers.
const (
	etherLength    = 14
	ipv4Checksum   = 10
	ipv4Source     = 12
	ipv4Target     = 16
	ipv4Length     = 20
	ipv6Source     = 8
	ipv6Target     = 24
	ipv6Length     = 40
	tcpFlags       = 13
	tcpChecksum    = 16
	tcpLength      = 20
	udpChecksum    = 6
	udpLength      = 8
	icmpChecksum   = 2
	icmpIdentifier = 4
	icmpLength     = 8
)

// Offsets within a Plain packet.
const (
	plainTransport   = etherLength + ipv4Length
	plainChecksum    = etherLength + ipv4Checksum
	plainAddresses   = etherLength + ipv4Source
	plainTarget      = etherLength + ipv4Target
	plainPorts       = plainTransport
	plainTargetPort  = plainTransport + 2
	plainTCPChecksum = plainTransport + tcpChecksum
	plainUDPChecksum = plainTransport + udpChecksum
)

// HasPorts tells whether the packet has a TCP or UDP header.
func (p *Packet) HasPorts() bool {
	return p.Plain || (p.Protocol == TCP || p.Protocol == UDP) && !p.Later
}

// Plain4 returns addresses and ports, the source in the high half of each, of a
// packet that is Plain.
func (p *Packet) Plain4() (addresses uint64, ports uint32) {
	d := p.Data[plainAddresses : plainPorts+4]
	return binary.BigEndian.Uint64(d), binary.BigEndian.Uint32(d[8:])
}

// Addresses4 returns source and target of an IPv4 packet, the source in the high
// 32 bits.
func (p *Packet) Addresses4() uint64 {
	return binary.BigEndian.Uint64(p.Data[p.Network+ipv4Source:])
}

// Ports returns source and target port, the source in the high 16 bits, of a
// packet that HasPorts.
func (p *Packet) Ports() uint32 { return binary.BigEndian.Uint32(p.Data[p.Transport:]) }

// Addresses6 returns the 32 bytes of source and target of an IPv6 packet, within
// the frame.
func (p *Packet) Addresses6() []byte {
	at := p.Network + ipv6Source
	return p.Data[at : at+32 : at+32]
}

// Flags of a TCP header (RFC 9293, section 3.1).
const (
	FIN = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// TCPFlags returns the flags of a packet whose protocol is TCP and which is no
// later fragment.
func (p *Packet) TCPFlags() uint8 { return p.Data[p.Transport+tcpFlags] }

// Body returns what follows the transport header.
func (p *Packet) Body() []byte { return p.Data[p.Payload:p.End:p.End] }

// Length is that of the network packet in bytes, its headers included: what
// counts against a rate.
func (p *Packet) Length() int { return int(p.End - p.Network) }
