package packet

import (
	"encoding/binary"

	"qanat/internal/checksum"
)

// Types of ICMP messages (RFC 792).
const (
	echoReply    = 0
	unreachable  = 3
	echoRequest  = 8
	timeExceeded = 11
	badParameter = 12
)

// quotedLength is how much of a packet's transport header every error quotes.
const quotedLength = 8

// Quoted returns the packet that an ICMP error message over IPv4 is about, as far
// as the message quotes it: addresses, protocol and ports or identifier can be
// read, nothing behind them. False if the packet is no such message.
func (p *Packet) Quoted() (q Packet, ok bool) {
	if p.Version != 4 || p.Protocol != ICMP || p.Later {
		return q, false
	}
	switch p.Data[p.Transport] {
	case unreachable, timeExceeded, badParameter:
	default:
		return q, false
	}
	inner := p.Body()
	if len(inner) < ipv4Length {
		return q, false
	}
	header := int(inner[0]&15) * 4
	if inner[0]>>4 != 4 || header < ipv4Length || len(inner) < header+quotedLength {
		return q, false
	}
	q = Packet{Data: p.Data, Network: p.Payload, Transport: p.Payload + uint16(header), End: p.End, Version: 4, Protocol: Protocol(inner[9])}
	q.Payload = q.Transport
	q.Later = binary.BigEndian.Uint16(inner[6:])&0x1fff != 0
	return q, true
}

// RewriteQuoted replaces the source, or else the target, of the packet that an
// error message quotes, where q is what Quoted returned, and its own address on
// that packet's way back: its target, or else its source.
func (p *Packet) RewriteQuoted(q *Packet, source bool, address uint32, port uint16) {
	inner, outer, portAt := uint16(ipv4Target), uint16(ipv4Source), q.Transport+2
	if source {
		inner, outer, portAt = ipv4Source, ipv4Target, q.Transport
	}
	q.replaceAddress(inner, address)
	switch {
	case q.HasPorts():
		binary.BigEndian.PutUint16(p.Data[portAt:], port)
	case q.Protocol == ICMP && !q.Later:
		binary.BigEndian.PutUint16(p.Data[q.Transport+icmpIdentifier:], port)
	}
	p.replaceAddress(outer, address)
	message := p.Data[p.Transport:p.End]
	binary.BigEndian.PutUint16(message[icmpChecksum:], 0)
	binary.BigEndian.PutUint16(message[icmpChecksum:], ^checksum.Fold(checksum.Sum(message)))
}

// replaceAddress replaces an address of the IP header and mends its checksum.
func (p *Packet) replaceAddress(at uint16, address uint32) Change {
	field := p.Data[p.Network+at : p.Network+at+4]
	change := Word(binary.BigEndian.Uint32(field), address)
	binary.BigEndian.PutUint32(field, address)
	p.fix(p.Network+ipv4Checksum, change)
	return change
}
