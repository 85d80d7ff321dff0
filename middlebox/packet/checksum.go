package packet

import "encoding/binary"

// Change is the difference that rewriting words makes to a checksum: the sum of
// the new ones and of the complements of the old (RFC 1624, equation 3). Changes
// of up to a thousand words add up. Words may be read in either byte order, if it
// is the same for all: so is the sum (RFC 1071, section 2).
type Change uint32

// Word returns the change from one 32-bit word to another, both aligned to 16
// bits in their packet.
func Word(before, after uint32) Change {
	sum := uint64(^before) + uint64(after)
	sum = sum>>32 + sum&(1<<32-1)
	return Change(sum>>16 + sum&(1<<16-1))
}

// Half does the same for a 16-bit word.
func Half(before, after uint16) Change { return Change(^before) + Change(after) }

// apply returns the checksum after a change.
func (c Change) apply(before uint16) uint16 {
	sum := uint32(^before) + uint32(c)
	sum = sum>>16 + sum&(1<<16-1)
	return ^uint16(sum>>16 + sum)
}

// applyUDP is apply for a checksum of UDP, where zero says that there is none (RFC
// 768).
func (c Change) applyUDP(before uint16) uint16 {
	if before == 0 {
		return 0
	}
	if after := c.apply(before); after != 0 {
		return after
	}
	return 0xffff
}

// fix applies a change to the checksum at an offset.
func (p *Packet) fix(at uint16, c Change) {
	field := p.Data[at : at+2]
	binary.BigEndian.PutUint16(field, c.apply(binary.BigEndian.Uint16(field)))
}

// fixTransport applies a change of the pseudo header or of the transport header.
func (p *Packet) fixTransport(c Change) {
	switch {
	case p.Later:
	case p.Protocol == TCP:
		p.fix(p.Transport+tcpChecksum, c)
	case p.Protocol == UDP:
		field := p.Data[p.Transport+udpChecksum : p.Transport+udpChecksum+2]
		binary.BigEndian.PutUint16(field, c.applyUDP(binary.BigEndian.Uint16(field)))
	case p.Protocol == ICMPv6:
		p.fix(p.Transport+icmpChecksum, c)
	}
}
