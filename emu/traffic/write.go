package traffic

import (
	"encoding/binary"

	"qanat/internal/checksum"
)

// write makes a packet of a template.
func (g *Generator) write(data []byte, t *template, f *flow, mark *stamp) {
	copy(data, t.data)
	if g.spec.From.MACs > 1 || g.spec.To.MACs > 1 {
		putMAC(data[3:], lowMAC(g.spec.To.MAC)+uint32(f.toMAC))
		putMAC(data[9:], lowMAC(g.spec.From.MAC)+uint32(f.fromMAC))
	}
	a, b, c := mark.pack()
	payload := data[g.layout.payload:]
	binary.BigEndian.PutUint64(payload, a)
	binary.BigEndian.PutUint64(payload[8:], b)
	binary.BigEndian.PutUint16(payload[16:], c)

	if g.layout.v6 {
		binary.BigEndian.PutUint32(data[etherBytes+20:], f.from)
		binary.BigEndian.PutUint32(data[etherBytes+36:], f.to)
	} else {
		binary.BigEndian.PutUint32(data[etherBytes+12:], f.from)
		binary.BigEndian.PutUint32(data[etherBytes+16:], f.to)
		binary.BigEndian.PutUint16(data[etherBytes+10:], ^checksum.Fold(t.ip+uint64(f.sum)))
	}
	segment := data[g.layout.transport:]
	ports := uint32(f.fromPort)<<16 | uint32(f.toPort)
	binary.BigEndian.PutUint32(segment, ports)
	total := t.transport + uint64(f.sum) + uint64(ports) + halves(a) + halves(b) + uint64(c)
	if g.layout.tcp {
		total += f.sequenceTCP(segment, len(data)-g.layout.payload)
		binary.BigEndian.PutUint16(segment[16:], ^checksum.Fold(total))
		return
	}
	udp := ^checksum.Fold(total)
	if udp == 0 {
		udp = 0xffff // 0 would say that there is none
	}
	binary.BigEndian.PutUint16(segment[6:], udp)
}

// sequenceTCP writes what changes in a flow of TCP and returns its sum: the first
// packet opens it, the others follow.
func (f *flow) sequenceTCP(segment []byte, payload int) uint64 {
	const syn, push, ack = 0x02, 0x08, 0x10
	flags := byte(push | ack)
	begin := f.number * 0x9e3779b1 // spread over all numbers
	sequence := begin + f.bytes
	acknowledged := uint32(1)
	if f.bytes == 0 {
		flags, acknowledged = syn, 0
		f.bytes = 1
	}
	f.bytes = max(f.bytes+uint32(payload), 1) // 0 would open it again
	segment[13] = flags
	binary.BigEndian.PutUint32(segment[4:], sequence)
	binary.BigEndian.PutUint32(segment[8:], acknowledged)
	return uint64(flags) + uint64(sequence) + uint64(acknowledged)
}

func halves(v uint64) uint64 { return v>>32 + v&0xffffffff }

func putMAC(to []byte, low uint32) {
	to[0], to[1], to[2] = byte(low>>16), byte(low>>8), byte(low)
}
