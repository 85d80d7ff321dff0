package packet

import "encoding/binary"

const (
	etherARP     = 0x0806
	ipv6HopLimit = 7
	// Neighbour discovery's messages, router solicitation to redirect.
	firstDiscovery = 133
	lastDiscovery  = 137
)

// IsNeighbour tells whether the frame is how hosts of one link find each other,
// without which nothing else would pass: ARP (RFC 826) or IPv6's neighbour
// discovery, which no router forwards (RFC 4861, section 3).
func (p *Packet) IsNeighbour() bool {
	switch {
	case p.Version == 0:
		return p.Network >= etherLength && binary.BigEndian.Uint16(p.Data[p.Network-2:]) == etherARP
	case p.Protocol != ICMPv6 || p.Version != 6 || p.Later:
		return false
	}
	kind := p.Data[p.Transport]
	return kind >= firstDiscovery && kind <= lastDiscovery && p.Data[p.Network+ipv6HopLimit] == 255
}

// Mark writes the six bits of a packet's differentiated services (RFC 2474), by
// which routers choose what to do with it. Without IP there is nothing to mark.
func (p *Packet) Mark(class uint8) {
	if p.Version == 0 {
		return
	}
	ip := p.Data[p.Network:]
	word := binary.BigEndian.Uint16(ip)
	switch p.Version {
	case 4:
		marked := word&^(63<<2) | uint16(class&63)<<2
		binary.BigEndian.PutUint16(ip, marked)
		p.fix(p.Network+ipv4Checksum, Half(word, marked))
	case 6:
		binary.BigEndian.PutUint16(ip, word&^(63<<6)|uint16(class&63)<<6)
	}
}

// Class returns the bits that Mark writes, 0 without IP.
func (p *Packet) Class() uint8 {
	switch p.Version {
	case 4:
		return p.Data[p.Network+1] >> 2
	case 6:
		return uint8(binary.BigEndian.Uint16(p.Data[p.Network:]) >> 6 & 63)
	}
	return 0
}
