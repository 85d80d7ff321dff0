package node

import (
	"encoding/binary"
	"net/netip"
	"time"

	"qanat/emu/port"
	"qanat/middlebox/packet"
)

// Side is how a gateway appears on one of its ports.
type Side struct {
	// Address is its own, with the prefix of the network it is in; IPv4.
	Address netip.Prefix
	// Answers are further addresses that it answers ARP for, as a NAT does for
	// those it gives out.
	Answers []netip.Prefix
	// Next is the neighbour that packets go to which leave the network; none if
	// not valid.
	Next netip.Addr
	// Ethernet is its own Ethernet address.
	Ethernet [6]byte
}

// gateway does what a router does around the middleboxes.
type gateway struct {
	sides      [2]Side
	neighbours [2]*neighbours
}

func newGateway(sides [2]Side, pool *port.Pool) *gateway {
	g := &gateway{sides: sides}
	for s := range sides {
		g.neighbours[s] = newNeighbours(&g.sides[s], pool)
	}
	return g
}

// enter drops what was not sent to the gateway: frames for others that a port saw.
func (g *gateway) enter(b *batch, side uint8, c *chain) {
	kept := 0
	for i := range b.n {
		if [6]byte(b.packets[i].Data[:6]) != g.sides[side].Ethernet {
			c.add(b.frames[i])
			continue
		}
		b.packets[kept], b.frames[kept] = b.packets[i], b.frames[i]
		kept++
	}
	b.n = kept
}

// leave gives packets the Ethernet addresses of their next hop on a side. Those
// whose neighbour is not known yet wait for it; the questions for them are
// returned.
func (g *gateway) leave(b *batch, side uint8, now time.Duration, c *chain) (questions []port.Frame) {
	kept := 0
	for i := range b.n {
		p := &b.packets[i]
		hop, ok := g.sides[side].hop(p)
		if !ok || !live(p) {
			c.counts.Lost++
			c.add(b.frames[i])
			continue
		}
		known, question := g.neighbours[side].find(hop, now)
		if question != nil {
			questions = append(questions, *question)
		}
		if known == nil {
			if !g.neighbours[side].wait(hop, b.frames[i]) {
				c.counts.Lost++
				c.add(b.frames[i])
			}
			continue
		}
		copy(p.Data[:6], known[:])
		copy(p.Data[6:12], g.sides[side].Ethernet[:])
		b.packets[kept], b.frames[kept] = *p, b.frames[i]
		kept++
	}
	b.n = kept
	return questions
}

// hop returns the neighbour that a packet goes to.
func (s *Side) hop(p *packet.Packet) (uint32, bool) {
	if p.Version != 4 {
		return 0, false
	}
	target := uint32(p.Addresses4())
	if mask := ^uint32(0) << (32 - s.Address.Bits()); target&mask == number(s.Address.Addr())&mask {
		return target, true
	}
	if !s.Next.IsValid() {
		return 0, false
	}
	return number(s.Next), true
}

// live counts a packet's time to live down; false if none is left (RFC 1812,
// section 5.3.1).
func live(p *packet.Packet) bool {
	ttl := p.Data[p.Network+8]
	if ttl <= 1 {
		return false
	}
	p.SetTTL(ttl - 1)
	return true
}

// number returns an IPv4 address as a number.
func number(a netip.Addr) uint32 {
	four := a.As4()
	return binary.BigEndian.Uint32(four[:])
}

// has tells whether an address is one that the side answers for.
func (s *Side) has(address uint32) bool {
	a := netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, address)))
	if a == s.Address.Addr() {
		return true
	}
	for _, p := range s.Answers {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
