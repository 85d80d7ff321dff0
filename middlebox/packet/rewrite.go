package packet

import (
	"encoding/binary"
	"math/bits"
)

// Side is an end of a packet: how many bytes its address lies before the target's.
type Side uint8

// The sides.
const (
	Target Side = 0
	Source Side = 4
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
	// All words are read as they lie in memory, and only what is new is turned.
	h := (*[plainPorts + 4]byte)(p.Data)
	end, endPort := h[plainTarget-side&Source:][:4], h[plainTargetPort-side&Source/2:][:2]
	address, port = bits.ReverseBytes32(address), bits.ReverseBytes16(port)
	change := Word(binary.LittleEndian.Uint32(end), address)
	binary.LittleEndian.PutUint32(end, address)
	sum := h[plainChecksum:][:2]
	binary.LittleEndian.PutUint16(sum, change.apply(binary.LittleEndian.Uint16(sum)))
	change += Half(binary.LittleEndian.Uint16(endPort), port)
	binary.LittleEndian.PutUint16(endPort, port)
	if p.Protocol == TCP {
		sum = p.Data[plainTCPChecksum : plainTCPChecksum+2]
		binary.LittleEndian.PutUint16(sum, change.apply(binary.LittleEndian.Uint16(sum)))
		return
	}
	sum = p.Data[plainUDPChecksum : plainUDPChecksum+2]
	binary.LittleEndian.PutUint16(sum, change.applyUDP(binary.LittleEndian.Uint16(sum)))
}

// rewriteAny does the same in packets whose headers may be anywhere.
func (p *Packet) rewriteAny(side Side, address uint32, port uint16) {
	change := p.replaceAddress(ipv4Target-uint16(side), address)
	if p.HasPorts() {
		at := p.Transport + 2 - uint16(side/2)
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
