package packet

import (
	"encoding/binary"

	"qanat/internal/checksum"
)

// Sequence and acknowledgement numbers of a TCP header (RFC 9293, section 3.1).
const (
	tcpSequence    = 4
	tcpAcknowledge = 8
)

// Sequence returns the sequence number of a TCP packet.
func (p *Packet) Sequence() uint32 { return binary.BigEndian.Uint32(p.Data[p.Transport+tcpSequence:]) }

// Acknowledged returns the acknowledgement number of a TCP packet.
func (p *Packet) Acknowledged() uint32 {
	return binary.BigEndian.Uint32(p.Data[p.Transport+tcpAcknowledge:])
}

// SetSequence replaces the sequence number of a TCP packet.
func (p *Packet) SetSequence(n uint32) { p.setWord(tcpSequence, n) }

// SetAcknowledged replaces the acknowledgement number of a TCP packet.
func (p *Packet) SetAcknowledged(n uint32) { p.setWord(tcpAcknowledge, n) }

func (p *Packet) setWord(at uint16, n uint32) {
	field := p.Data[p.Transport+at : p.Transport+at+4]
	change := Word(binary.BigEndian.Uint32(field), n)
	binary.BigEndian.PutUint32(field, n)
	p.fixTransport(change)
}

// SetBody replaces what follows the transport header of a whole TCP packet over
// IPv4, and all that depends on its length. False, changing nothing, if the frame
// has no room for it.
func (p *Packet) SetBody(body []byte) bool {
	end := int(p.Payload) + len(body)
	if p.Version != 4 || p.Protocol != TCP || p.Fragment || end > cap(p.Data) || end > 1<<16-1 {
		return false
	}
	p.Data = p.Data[:end]
	p.End = uint16(end)
	copy(p.Data[p.Payload:], body)
	ip := p.Data[p.Network:p.Transport]
	binary.BigEndian.PutUint16(ip[2:], p.End-p.Network)
	binary.BigEndian.PutUint16(ip[ipv4Checksum:], 0)
	binary.BigEndian.PutUint16(ip[ipv4Checksum:], ^checksum.Fold(checksum.Sum(ip)))
	segment := p.Data[p.Transport:p.End]
	pseudo := checksum.Sum(ip[ipv4Source:ipv4Length]) + uint64(TCP) + uint64(len(segment))
	binary.BigEndian.PutUint16(segment[tcpChecksum:], 0)
	binary.BigEndian.PutUint16(segment[tcpChecksum:], ^checksum.Fold(pseudo+checksum.Sum(segment)))
	return true
}
