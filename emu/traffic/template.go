package traffic

import (
	"encoding/binary"

	"qanat/internal/checksum"
)

// A template is a packet of one size without what differs from one to the next:
// addresses' last bytes, ports, stamp and numbers of TCP are 0 in it.
//
// Its checksums are kept as sums, not complemented. RFC 1624 changes a checksum HC
// for a word m that becomes m' by HC' = ~(~HC + ~m + m'). Here m is 0, which adds
// nothing, and the sum is ~HC: so a packet's checksum is ~(sum + all m').
type template struct {
	data      []byte
	ip        uint64 // sum of the IPv4 header
	transport uint64 // sum of pseudo header, UDP or TCP header and payload
}

// Where fields lie in frames.
const (
	etherBytes = 14
	udpProto   = 17
	tcpProto   = 6
	hopLimit   = 64
	dontFrag   = 0x4000
)

// layout says where headers begin; it is the same for all packets of a spec.
type layout struct {
	v6        bool
	tcp       bool
	transport int
	payload   int
}

func (s *Spec) layout() layout {
	l := layout{v6: s.To.Address.Is6(), tcp: s.TCP, transport: etherBytes + 20, payload: s.headers()}
	if l.v6 {
		l.transport = etherBytes + 40
	}
	return l
}

func (s *Spec) template(bytes int) template {
	l := s.layout()
	t := template{data: make([]byte, bytes)}
	copy(t.data, s.To.MAC[:])
	copy(t.data[6:], s.From.MAC[:])
	for k := l.payload + stampBytes; k < bytes; k++ {
		t.data[k] = byte(k) // not all alike, so that a wrong copy does not go unseen
	}
	length := uint16(bytes - l.transport)
	proto := uint8(udpProto)
	if l.tcp {
		proto = tcpProto
	}
	if l.v6 {
		s.ipv6(t.data, length, proto)
	} else {
		s.ipv4(t.data, length, proto)
		t.ip = checksum.Sum(t.data[etherBytes:l.transport])
	}
	segment := t.data[l.transport:]
	if l.tcp {
		segment[12] = 20 / 4 << 4
		binary.BigEndian.PutUint16(segment[14:], 65535) // window
	} else {
		binary.BigEndian.PutUint16(segment[4:], length)
	}
	// Pseudo header: of the addresses, only what all packets share. The sum of an
	// IPv4 packet's addresses is added with those of its flow.
	t.transport = checksum.Sum(segment) + uint64(length) + uint64(proto)
	if l.v6 {
		t.transport += checksum.Sum(t.data[etherBytes+8 : l.transport])
	}
	return t
}

func (s *Spec) ipv4(data []byte, length uint16, proto uint8) {
	binary.BigEndian.PutUint16(data[12:], 0x0800)
	h := data[etherBytes:]
	h[0] = 4<<4 | 5
	binary.BigEndian.PutUint16(h[2:], 20+length)
	binary.BigEndian.PutUint16(h[6:], dontFrag) // so that identification may be 0 (RFC 6864)
	h[8], h[9] = hopLimit, proto
}

func (s *Spec) ipv6(data []byte, length uint16, proto uint8) {
	binary.BigEndian.PutUint16(data[12:], 0x86dd)
	h := data[etherBytes:]
	h[0] = 6 << 4
	binary.BigEndian.PutUint16(h[4:], length)
	h[6], h[7] = proto, hopLimit
	from, to := s.From.Address.As16(), s.To.Address.As16()
	copy(h[8:20], from[:]) // the last four bytes are the flow's
	copy(h[24:36], to[:])
}
