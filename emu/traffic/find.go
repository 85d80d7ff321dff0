package traffic

import "encoding/binary"

// Types of Ethernet frames.
const (
	typeIPv4   = 0x0800
	typeIPv6   = 0x86dd
	typeVLAN   = 0x8100
	typeDouble = 0x88a8
)

// payloadOf returns the payload of a UDP or TCP packet, empty if the frame is none.
// Middleboxes may have added VLAN tags or IPv4 options on the way. IPv6 extension
// headers and fragments are not looked into.
func payloadOf(data []byte) []byte {
	const shortest = etherBytes + 20 + 8
	if len(data) < shortest {
		return nil
	}
	kind, at := binary.BigEndian.Uint16(data[12:]), etherBytes
	for kind == typeVLAN || kind == typeDouble {
		if len(data) < at+4+20+8 {
			return nil
		}
		kind = binary.BigEndian.Uint16(data[at+2:])
		at += 4
	}
	proto := byte(0)
	switch h := data[at:]; {
	case kind == typeIPv4 && h[0]>>4 == 4:
		proto = h[9]
		at += int(h[0]&15) * 4
	case kind == typeIPv6 && h[0]>>4 == 6:
		proto = h[6]
		at += 40
	}
	switch {
	case proto == udpProto:
		at += 8
	case proto == tcpProto && len(data) > at+12:
		at += int(data[at+12]>>4) * 4
	default:
		return nil
	}
	if at > len(data) {
		return nil
	}
	return data[at:]
}
