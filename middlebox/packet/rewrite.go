package packet

import "encoding/binary"

// Side is an end of a packet: where the bits of its address lie in those of both.
type Side uint8

// The sides.
const (
	Target Side = 0
	Source Side = 32
)

// RewriteSource is Rewrite of the source.
func (p *Packet) RewriteSource(address uint32, port uint16) { p.Rewrite(Source, address, port) }

// RewriteTarget is Rewrite of the target.
func (p *Packet) RewriteTarget(address uint32, port uint16) { p.Rewrite(Target, address, port) }

// Rewrite replaces the address and the port of an end of an IPv4 packet; of packets
// without ports, the address alone.
func (p *Packet) Rewrite(side Side, address uint32, port uint16) {
	if !p.Plain {
		p.rewriteAny(side, address, port)
		return
	}
	const half, quarter = 1<<32 - 1, 1<<16 - 1
	d := p.Data[plainChecksum : plainPorts+4]
	sides, ports := binary.BigEndian.Uint64(d[2:]), binary.BigEndian.Uint32(d[10:])
	change := Word(uint32(sides>>(side&32)), address)
	binary.BigEndian.PutUint16(d, change.apply(binary.BigEndian.Uint16(d)))
	binary.BigEndian.PutUint64(d[2:], sides&^(half<<(side&32))|uint64(address)<<(side&32))
	change += Half(uint16(ports>>(side&32/2)), port)
	binary.BigEndian.PutUint32(d[10:], ports&^(quarter<<(side&32/2))|uint32(port)<<(side&32/2))
	if p.Protocol == TCP {
		d = p.Data[plainTCPChecksum : plainTCPChecksum+2]
		binary.BigEndian.PutUint16(d, change.apply(binary.BigEndian.Uint16(d)))
		return
	}
	change.applyUDP(p.Data[plainUDPChecksum : plainUDPChecksum+2])
}

// rewriteAny does the same in packets whose headers may be anywhere.
func (p *Packet) rewriteAny(side Side, address uint32, port uint16) {
	change := p.replaceAddress(ipv4Target-uint16(side/8), address)
	if p.HasPorts() {
		at := p.Transport + 2 - uint16(side/16)
		field := p.Data[at : at+2]
		change += Half(binary.BigEndian.Uint16(field), port)
		binary.BigEndian.PutUint16(field, port)
	}
	p.fixTransport(change)
}

// IsEcho tells whether the packet is an ICMP echo request or reply, whose
// identifier tells sessions apart as ports do (RFC 5508, section 3).
func (p *Packet) IsEcho() bool {
	if p.Protocol != ICMP || p.Later {
		return false
	}
	kind := p.Data[p.Transport]
	return kind == echoRequest || kind == echoReply
}

// Identifier returns that of an echo.
func (p *Packet) Identifier() uint16 {
	return binary.BigEndian.Uint16(p.Data[p.Transport+icmpIdentifier:])
}

// RewriteEcho replaces the identifier of an IPv4 echo and its source, or its
// target, address.
func (p *Packet) RewriteEcho(source bool, address uint32, identifier uint16) {
	at := uint16(ipv4Target)
	if source {
		at = ipv4Source
	}
	p.replaceAddress(at, address)
	field := p.Data[p.Transport+icmpIdentifier : p.Transport+icmpIdentifier+2]
	change := Half(binary.BigEndian.Uint16(field), identifier)
	binary.BigEndian.PutUint16(field, identifier)
	p.fix(p.Transport+icmpChecksum, change)
}

// SetTTL replaces the time to live of an IPv4 packet.
func (p *Packet) SetTTL(ttl uint8) {
	at := p.Network + 8
	before := binary.BigEndian.Uint16(p.Data[at:])
	p.Data[at] = ttl
	p.fix(p.Network+ipv4Checksum, Half(before, binary.BigEndian.Uint16(p.Data[at:])))
}
