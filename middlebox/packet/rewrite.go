package packet

import "encoding/binary"

// RewriteSource replaces the address and the port of the source of an IPv4 packet;
// of packets without ports, the address alone.
func (p *Packet) RewriteSource(address uint32, port uint16) {
	if p.Plain {
		p.RewritePlain(Source, address, port)
		return
	}
	p.rewrite(ipv4Source, 0, address, port)
}

// RewriteTarget does the same for the target.
func (p *Packet) RewriteTarget(address uint32, port uint16) {
	if p.Plain {
		p.RewritePlain(Target, address, port)
		return
	}
	p.rewrite(ipv4Target, 2, address, port)
}

// rewrite replaces the address at an offset of the IP header and the port at one
// of the transport header.
func (p *Packet) rewrite(addressAt, portAt uint16, address uint32, port uint16) {
	ip := p.Data[p.Network : p.Network+ipv4Length : p.Network+ipv4Length]
	field := ip[addressAt : addressAt+4]
	change := Word(binary.BigEndian.Uint32(field), address)
	binary.BigEndian.PutUint32(field, address)
	binary.BigEndian.PutUint16(ip[ipv4Checksum:], change.apply(binary.BigEndian.Uint16(ip[ipv4Checksum:])))
	if p.HasPorts() {
		field = p.Data[p.Transport+portAt : p.Transport+portAt+2]
		change += Half(binary.BigEndian.Uint16(field), port)
		binary.BigEndian.PutUint16(field, port)
	}
	p.fixTransport(change)
}

// RewritePlain does what RewriteSource or RewriteTarget does, in a Plain packet.
func (p *Packet) RewritePlain(side Side, address uint32, port uint16) {
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
	d = p.Data[plainUDPChecksum : plainUDPChecksum+2]
	if before := binary.BigEndian.Uint16(d); before != 0 {
		binary.BigEndian.PutUint16(d, change.applyUDP(before))
	}
}

// Side is an end of a packet: where the bits of its address lie in those of both.
type Side uint8

// The sides.
const (
	Target Side = 0
	Source Side = 32
)

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
