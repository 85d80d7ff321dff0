package nat

import (
	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// Objects of the state, by index.
const (
	flows = iota
	ports
)

// mapping is what to write into a packet, in one word: an address in the high 32
// bits, then a port, then flags.
type mapping uint64

const (
	// toSource marks mappings of packets whose source is rewritten: those that
	// leave. The others have their target rewritten.
	toSource mapping = 1
)

func newMapping(address uint32, port uint16, flags mapping) mapping {
	return mapping(address)<<32 | mapping(port)<<16 | flags
}

// side is the end of packets that is rewritten.
func (m mapping) side() packet.Side { return packet.Side(m&toSource) * packet.Source }

func (m mapping) address() uint32 { return uint32(m >> 32) }
func (m mapping) port() uint16    { return uint16(m >> 16) }

// returning is the key of the packets that answer to a session: from its target to
// the address and port that it was given.
func returning(k middlebox.Key, m mapping) middlebox.Key {
	t, _ := flow.TupleOf(k)
	back := flow.Tuple{Source: t.Target, Target: m.address(), SourcePort: t.TargetPort, TargetPort: m.port(), Protocol: t.Protocol}
	if t.Protocol == packet.ICMP {
		back.SourcePort = m.port() // one identifier for both ways
	}
	return back.Key()
}

// original is the key of the packets that a session began with, from that of its
// answers and what is written into them.
func original(k middlebox.Key, m mapping) middlebox.Key {
	t, _ := flow.TupleOf(k)
	forth := flow.Tuple{Source: m.address(), Target: t.Source, SourcePort: m.port(), TargetPort: t.SourcePort, Protocol: t.Protocol}
	if t.Protocol == packet.ICMP {
		forth.TargetPort = m.port()
	}
	return forth.Key()
}
