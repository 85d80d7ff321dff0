package flow

import (
	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// Pair returns the key of a packet's two addresses, in their order.
func Pair(p *packet.Packet) middlebox.Key {
	if p.Version == 6 {
		return digest(p.Addresses6(), 0)
	}
	return middlebox.Key{High: p.Addresses4(), Low: markIPv4}
}

// Service returns the key of who asks whom for what: a packet's addresses, its
// target port and its protocol. Without ports it is that of the addresses and the
// protocol.
func Service(p *packet.Packet) middlebox.Key {
	ports := uint64(0)
	if p.HasPorts() {
		ports = uint64(p.Ports() & 0xffff)
	}
	low := ports<<32 | uint64(p.Protocol)<<8
	if p.Version == 6 {
		return digest(p.Addresses6(), low)
	}
	return middlebox.Key{High: p.Addresses4(), Low: low | markIPv4}
}

// Served returns the Service of the packets that a packet answers.
func Served(p *packet.Packet) middlebox.Key {
	ports := uint64(0)
	if p.HasPorts() {
		ports = uint64(p.Ports() >> 16)
	}
	low := ports<<32 | uint64(p.Protocol)<<8
	if p.Version == 6 {
		turned := turn(p.Addresses6())
		return digest(turned[:], low)
	}
	a := p.Addresses4()
	return middlebox.Key{High: a>>32 | a<<32, Low: low | markIPv4}
}

// turn swaps source and target of IPv6 addresses.
func turn(addresses []byte) (turned [32]byte) {
	copy(turned[:16], addresses[16:])
	copy(turned[16:], addresses[:16])
	return turned
}

// Within returns a key for the use of another during a window of time, by the
// window's number. What counts per window then needs no resetting, which would not
// commute: its entries expire. Numbers repeat after 65,536 windows.
func Within(k middlebox.Key, window int64) middlebox.Key {
	k.Low ^= uint64(window&0xffff) << 16
	return k
}

// Port returns the key of a port, whatever protocol and host it is of.
func Port(port uint16) middlebox.Key {
	return middlebox.Key{Low: uint64(port)<<32 | markPort}
}

// markPort tells keys of ports from those of addresses.
const markPort = 1

// Text returns the key of a name of any length: a digest, as for IPv6. Names that
// are made of parts are digested part by part, each continuing from the key of
// those before, the zero key at first.
func Text(before middlebox.Key, part []byte) middlebox.Key {
	high, low := hash(before, part)
	return middlebox.Key{High: high, Low: low&^0xff | markText}
}

const markText = 2
