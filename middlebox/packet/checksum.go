package packet

import "encoding/binary"

// Change is the difference that rewriting words makes to a checksum: the sum of
// the new ones and of the complements of the old (RFC 1624, equation 3). Changes
// of up to a thousand words add up.
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

// applyUDP is apply for UDP, whose checksums of zero say that there is none (RFC
// 768).
func (c Change) applyUDP(before uint16) uint16 {
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
// UDP checksums of zero say that there is none (RFC 768).
func (p *Packet) fixTransport(c Change) {
	at := p.Transport
	switch {
	case p.Later:
		return
	case p.Protocol == TCP:
		at += tcpChecksum
	case p.Protocol == UDP:
		at += udpChecksum
	case p.Protocol == ICMPv6:
		at += icmpChecksum
	default:
		return
	}
	field := p.Data[at : at+2]
	before := binary.BigEndian.Uint16(field)
	after := c.apply(before)
	if p.Protocol == UDP {
		if before == 0 {
			return
		}
		if after == 0 {
			after = 0xffff
		}
	}
	binary.BigEndian.PutUint16(field, after)
}
