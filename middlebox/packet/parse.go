package packet

import "encoding/binary"

// Fault is why a frame is not believed; None if it is.
type Fault uint8

// What can be wrong with a frame.
const (
	None      Fault = iota
	Truncated       // it ends before a header does, or before its length says
	BadHeader       // a header's version or length is impossible
	Chained         // IPv6 extension headers do not end
	faults
)

// Faults is the number of different faults, None included.
const Faults = int(faults)

// String returns a fault in words.
func (f Fault) String() string {
	return [...]string{"none", "truncated", "bad header", "endless extension headers"}[f]
}

// EtherTypes (IEEE 802).
const (
	etherIPv4     = 0x0800
	etherIPv6     = 0x86dd
	etherVLAN     = 0x8100
	etherProvider = 0x88a8
)

// mostTags is how many VLAN tags are looked behind: provider and customer.
const mostTags = 2

// Parse fills the packet in for a frame of at most 65,535 bytes. Frames of other
// network protocols are no fault: their Version is 0.
func (p *Packet) Parse(frame []byte) Fault {
	if p.plain(frame) {
		return None
	}
	return p.general(frame)
}

// plain parses the commonest frames, TCP and UDP over IPv4 without tags, options
// or fragments, as general would; false if the frame is something else.
func (p *Packet) plain(frame []byte) bool {
	const network, transport = etherLength, etherLength + ipv4Length
	if len(frame) < transport+udpLength || len(frame) > 1<<16-1 || binary.BigEndian.Uint32(frame[12:])>>8 != etherIPv4<<8|0x45 {
		return false
	}
	end := network + int(binary.BigEndian.Uint16(frame[network+2:]))
	if end > len(frame) || binary.BigEndian.Uint16(frame[network+6:])&0x3fff != 0 {
		return false
	}
	payload := 0
	switch Protocol(frame[network+9]) {
	case UDP:
		length := int(binary.BigEndian.Uint16(frame[transport+4:]))
		if payload = transport + udpLength; length < udpLength || transport+length > end {
			return false
		}
	case TCP:
		if end < transport+tcpLength {
			return false
		}
		length := int(frame[transport+12]>>4) * 4
		if payload = transport + length; length < tcpLength || payload > end {
			return false
		}
	default:
		return false
	}
	*p = Packet{Data: frame, Network: network, Transport: transport, Payload: uint16(payload), End: uint16(end), Version: 4, Protocol: Protocol(frame[network+9]), Plain: true}
	return true
}

// general parses any frame.
func (p *Packet) general(frame []byte) Fault {
	*p = Packet{Data: frame}
	if len(frame) < etherLength || len(frame) > 1<<16-1 {
		return Truncated
	}
	kind, at := binary.BigEndian.Uint16(frame[12:]), etherLength
	for range mostTags {
		if kind != etherVLAN && kind != etherProvider {
			break
		}
		if len(frame) < at+4 {
			return Truncated
		}
		kind, at = binary.BigEndian.Uint16(frame[at+2:]), at+4
	}
	switch kind {
	case etherIPv4:
		return p.ipv4(at)
	case etherIPv6:
		return p.ipv6(at)
	}
	p.Network, p.End = uint16(at), uint16(len(frame))
	return None
}

func (p *Packet) ipv4(at int) Fault {
	ip := p.Data[at:]
	if len(ip) < ipv4Length {
		return Truncated
	}
	header, total := int(ip[0]&15)*4, int(binary.BigEndian.Uint16(ip[2:]))
	if ip[0]>>4 != 4 || header < ipv4Length || total < header {
		return BadHeader
	}
	if total > len(ip) {
		return Truncated
	}
	fragment := binary.BigEndian.Uint16(ip[6:])
	p.Network, p.Transport, p.End = uint16(at), uint16(at+header), uint16(at+total)
	p.Version, p.Protocol = 4, Protocol(ip[9])
	p.Later, p.Fragment = fragment&0x1fff != 0, fragment&0x3fff != 0
	return p.transport()
}

// transport finds the end of the transport header.
func (p *Packet) transport() Fault {
	p.Payload = p.Transport
	if p.Later {
		return None
	}
	room := p.End - p.Transport
	switch p.Protocol {
	case TCP:
		if room < tcpLength {
			return Truncated
		}
		header := uint16(p.Data[p.Transport+12]>>4) * 4
		if header < tcpLength {
			return BadHeader
		}
		if room < header {
			return Truncated
		}
		p.Payload += header
	case UDP:
		if room < udpLength {
			return Truncated
		}
		if length := binary.BigEndian.Uint16(p.Data[p.Transport+4:]); length < udpLength || length > room && !p.Fragment {
			return BadHeader
		}
		p.Payload += udpLength
	case ICMP, ICMPv6:
		if room < icmpLength {
			return Truncated
		}
		p.Payload += icmpLength
	}
	return None
}

// mostExtensions is how many extension headers a packet may have.
const mostExtensions = 8

// Extension headers of IPv6 (RFC 8200, section 4).
const (
	hopByHop     = 0
	routing      = 43
	fragment     = 44
	authenticity = 51
	destination  = 60
)

func (p *Packet) ipv6(at int) Fault {
	ip := p.Data[at:]
	if len(ip) < ipv6Length {
		return Truncated
	}
	if ip[0]>>4 != 6 {
		return BadHeader
	}
	end := ipv6Length + int(binary.BigEndian.Uint16(ip[4:]))
	if end > len(ip) {
		return Truncated
	}
	next, header := ip[6], ipv6Length
	p.Network, p.End, p.Version = uint16(at), uint16(at+end), 6
	for range mostExtensions {
		length := 0
		switch next {
		case hopByHop, routing, destination:
			length = 8
		case fragment, authenticity:
			length = 8
		default:
			p.Transport, p.Protocol = uint16(at+header), Protocol(next)
			return p.transport()
		}
		if header+length > end {
			return Truncated
		}
		switch next {
		case fragment:
			offset := binary.BigEndian.Uint16(ip[header+2:])
			p.Fragment = p.Fragment || offset&^6 != 0
			p.Later = p.Later || offset&^7 != 0
		case authenticity:
			length = (int(ip[header+1]) + 2) * 4
		default:
			length = (int(ip[header+1]) + 1) * 8
		}
		if next, header = ip[header], header+length; header > end {
			return Truncated
		}
	}
	return Chained
}
