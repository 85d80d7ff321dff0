// Package flow turns headers into keys of state objects.
//
// A five-tuple of IPv4 is 13 bytes and fits a key as it is, readable back. That of
// IPv6 is 37 bytes; its key is a 128-bit digest under a secret (SipHash, Aumasson
// and Bernstein 2012), so that nobody outside can make two flows meet, with a mark
// that no IPv4 key has. Such a key cannot be read back, nor reversed.
package flow

import (
	"github.com/dchest/siphash"

	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// Tuple is a five-tuple of IPv4. Addresses and ports are numbers, the first byte
// on the wire the highest.
type Tuple struct {
	Source, Target         uint32
	SourcePort, TargetPort uint16
	Protocol               packet.Protocol
}

// OfPlain is Of for packets that are Plain.
func OfPlain(p *packet.Packet) middlebox.Key {
	addresses, ports := p.Plain4()
	return middlebox.Key{High: addresses, Low: uint64(ports)<<32 | uint64(p.Protocol)<<8 | markIPv4}
}

// OfQuoted is Of for what an ICMP error quotes, whose identifier, if it was an
// echo, lies where the header begins.
func OfQuoted(q *packet.Packet) middlebox.Key {
	ports := uint32(0)
	switch {
	case q.HasPorts():
		ports = q.Ports()
	case q.Protocol == packet.ICMP:
		ports = uint32(q.Identifier()) * (1<<16 + 1)
	}
	return middlebox.Key{High: q.Addresses4(), Low: uint64(ports)<<32 | uint64(q.Protocol)<<8 | markIPv4}
}

// marks tell IPv4 keys from digests.
const (
	markIPv4 = 4
	markIPv6 = 6
)

// Of returns the key of a packet's five-tuple. An echo's identifier stands for
// both ports, and zero where there are none. Packets without IP have the zero key.
func Of(p *packet.Packet) middlebox.Key {
	if p.Plain {
		return OfPlain(p)
	}
	ports := uint32(0)
	switch {
	case p.HasPorts():
		ports = p.Ports()
	case p.IsEcho():
		ports = uint32(p.Identifier()) * (1<<16 + 1)
	}
	low := uint64(ports)<<32 | uint64(p.Protocol)<<8
	switch p.Version {
	case 4:
		return middlebox.Key{High: p.Addresses4(), Low: low | markIPv4}
	case 6:
		return digest(p.Addresses6(), low)
	}
	return middlebox.Key{}
}

// secret seeds digests. It is the same for all processes, since they share state;
// what it protects is the key space, not a message.
const secretHigh, secretLow = 0x51616e61742d6b65, 0x79732d666f722d36

func digest(addresses []byte, low uint64) middlebox.Key {
	high, rest := hash(middlebox.Key{Low: low}, addresses)
	return middlebox.Key{High: high, Low: rest&^0xff | markIPv6}
}

func hash(k middlebox.Key, data []byte) (high, low uint64) {
	return siphash.Hash128(secretHigh^k.High, secretLow^k.Low, data)
}

// Key returns the key of a tuple.
func (t Tuple) Key() middlebox.Key {
	return middlebox.Key{
		High: uint64(t.Source)<<32 | uint64(t.Target),
		Low:  uint64(t.SourcePort)<<48 | uint64(t.TargetPort)<<32 | uint64(t.Protocol)<<8 | markIPv4,
	}
}

// TupleOf reads a key back; false if it is none of IPv4.
func TupleOf(k middlebox.Key) (Tuple, bool) {
	return Tuple{
		Source: uint32(k.High >> 32), Target: uint32(k.High),
		SourcePort: uint16(k.Low >> 48), TargetPort: uint16(k.Low >> 32),
		Protocol: packet.Protocol(k.Low >> 8),
	}, k.Low&0xff == markIPv4
}

// Reverse returns the key of packets that go the other way. Of IPv6 it must be
// made from the packet, by Both.
func Reverse(k middlebox.Key) middlebox.Key {
	return middlebox.Key{High: k.High>>32 | k.High<<32, Low: k.Low>>48<<32 | k.Low>>32<<48 | k.Low&(1<<32-1)}
}

// Both returns a key that packets of both directions share.
func Both(p *packet.Packet) middlebox.Key {
	k := Of(p)
	switch p.Version {
	case 4:
		return either(k)
	case 6:
		turned := turn(p.Addresses6())
		ports := uint64(0)
		if p.HasPorts() {
			ports = uint64(p.Ports())
		}
		low := (ports>>16|ports<<16&(1<<32-1))<<32 | uint64(p.Protocol)<<8
		if r := digest(turned[:], low); r.High < k.High {
			return r
		}
	}
	return k
}

// BothOfQuoted is Both for what an ICMP error quotes.
func BothOfQuoted(q *packet.Packet) middlebox.Key { return either(OfQuoted(q)) }

// either returns the smaller of an IPv4 key and its reverse.
func either(k middlebox.Key) middlebox.Key {
	if r := Reverse(k); r.High < k.High || r.High == k.High && r.Low < k.Low {
		return r
	}
	return k
}

// Source returns the key of a packet's source address alone, Target that of its
// target.
func Source(p *packet.Packet) middlebox.Key {
	if p.Version == 6 {
		return digest(p.Addresses6()[:16], 0)
	}
	return Host(uint32(p.Addresses4() >> 32))
}

// Target is Source's counterpart.
func Target(p *packet.Packet) middlebox.Key {
	if p.Version == 6 {
		return digest(p.Addresses6()[16:], 0)
	}
	return Host(uint32(p.Addresses4()))
}

// Host returns the key of an IPv4 address.
func Host(address uint32) middlebox.Key {
	return middlebox.Key{High: uint64(address), Low: markIPv4}
}
