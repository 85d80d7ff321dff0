package node

import (
	"time"

	"qanat/emu/port"
	"qanat/middlebox/packet"
)

// gateway does what a router does around the middleboxes.
type gateway struct {
	sides      [2]Side
	ways       [2][]way
	neighbours [2]*neighbours
}

func newGateway(sides [2]Side, pool *port.Pool) *gateway {
	g := &gateway{sides: sides}
	for s := range sides {
		g.ways[s] = g.sides[s].ways()
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
		next, ok := hop(g.ways[side], p)
		if !ok || !live(p) {
			c.counts.Lost++
			c.add(b.frames[i])
			continue
		}
		known, question := g.neighbours[side].find(next, now)
		if question != nil {
			questions = append(questions, *question)
		}
		if known == nil {
			if !g.neighbours[side].wait(next, b.frames[i]) {
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
