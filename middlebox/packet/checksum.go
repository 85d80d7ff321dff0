package packet

import "encoding/binary"

// Sum returns the Internet checksum of data (RFC 1071) continued from a partial
// sum, not yet complemented.
func Sum(data []byte, partial uint32) uint32 {
	sum := uint64(partial)
	for ; len(data) >= 4; data = data[4:] {
		sum += uint64(binary.BigEndian.Uint32(data))
	}
	if len(data) >= 2 {
		sum += uint64(binary.BigEndian.Uint16(data))
		data = data[2:]
	}
	if len(data) == 1 {
		sum += uint64(data[0]) << 8
	}
	return uint32(fold(sum))
}

// fold adds the 16-bit halves until one is left.
func fold(sum uint64) uint16 {
	sum = sum>>32 + sum&(1<<32-1)
	sum = sum>>16 + sum&(1<<16-1)
	sum = sum>>16 + sum&(1<<16-1)
	return uint16(sum>>16 + sum)
}

// Change is the difference that rewriting words makes to a checksum: the sum of
// the new ones and of the complements of the old (RFC 1624, equation 3). Changes
// of several words add up.
type Change uint64

// Word returns the change from one 32-bit word to another, both aligned to 16
// bits in their packet.
func Word(before, after uint32) Change { return Change(^before) + Change(after) }

// apply returns the checksum after a change.
func (c Change) apply(checksum uint16) uint16 { return ^fold(uint64(^checksum) + uint64(c)) }

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
