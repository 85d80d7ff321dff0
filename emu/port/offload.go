package port

import (
	"encoding/binary"

	"qanat/emu/tpacket"
	"qanat/internal/checksum"
)

// virtioBytes is the size of struct virtio_net_hdr, in which the kernel says what
// it left for hardware to do.
const virtioBytes = 10

// finish does what the header of a frame says is left to do: its checksum. It is
// false for a bundle of segments, which are more than one frame.
func finish(header, data []byte) bool {
	const needsChecksum, bundle = 1, 1
	flags, kind := header[0], header[bundle]
	if kind != 0 {
		return false
	}
	if flags&needsChecksum == 0 {
		return true
	}
	start := int(binary.NativeEndian.Uint16(header[6:]))
	at := start + int(binary.NativeEndian.Uint16(header[8:]))
	if at+2 > len(data) {
		return false
	}
	seal(data[start:], at-start)
	return true
}

// seal writes the checksum of what follows into its place, where the sum of the
// pseudo header stands.
func seal(data []byte, at int) {
	sum := ^checksum.Fold(checksum.Sum(data))
	if sum == 0 {
		sum = 0xffff // 0 says that there is none
	}
	binary.BigEndian.PutUint16(data[at:], sum)
}

// What stands in a frame of TCP or UDP, besides in its checksum.
const (
	etherIPv4, etherIPv6 = 0x0800, 0x86dd
	etherVLAN, etherQinQ = 0x8100, 0x88a8
	protocolTCP          = 6
	protocolUDP          = 17
)

// finishUntold does the same for a port that is not told what is left to do. A
// checksum that was left has the sum of the pseudo header in its place, which is
// true of a finished one by chance only; and that stays as it is, since it is
// computed again. Packets in tunnels are not looked at.
func finishUntold(data []byte) {
	packet, kind := network(data)
	var addresses []byte
	var protocol, head, length int
	switch {
	case kind == etherIPv4 && len(packet) >= 20:
		head, length, protocol = int(packet[0]&15)*4, int(binary.BigEndian.Uint16(packet[2:])), int(packet[9])
		if binary.BigEndian.Uint16(packet[6:])&0x3fff != 0 {
			return // a fragment has no checksum of its own
		}
		addresses = packet[12:20]
	case kind == etherIPv6 && len(packet) >= 40:
		head, length, protocol = 40, 40+int(binary.BigEndian.Uint16(packet[4:])), int(packet[6])
		addresses = packet[8:40]
	default:
		return
	}
	if length > len(packet) || head > length {
		return
	}
	segment, at := packet[head:length], 16
	if protocol == protocolUDP {
		at = 6
	} else if protocol != protocolTCP {
		return
	}
	if len(segment) < at+2 {
		return
	}
	left := checksum.Fold(checksum.Sum(addresses) + uint64(protocol) + uint64(len(segment)))
	if binary.BigEndian.Uint16(segment[at:]) == left {
		seal(segment, at)
	}
}

// network is what an Ethernet frame carries, behind VLAN tags, and its type.
func network(data []byte) (packet []byte, kind int) {
	for at := 12; at+2 <= len(data); at += 4 {
		kind = int(binary.BigEndian.Uint16(data[at:]))
		if kind != etherVLAN && kind != etherQinQ {
			return data[at+2:], kind
		}
	}
	return nil, 0
}

// retag puts the VLAN tag back that the kernel took out of a frame, if it did;
// false if there is no room for it.
func retag(f *Frame, t tpacket.Tag) bool {
	if !t.Taken() {
		return true
	}
	const addresses = 2 * 6
	if len(f.Data) < addresses || !f.Prepend(tpacket.TagBytes) {
		return false
	}
	t.Insert(f.Data, addresses)
	return true
}
