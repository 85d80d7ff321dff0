package node

import (
	"qanat/emu/port"
	"qanat/middlebox/packet"
)

// sort divides frames into those that middleboxes see and the others, which are
// not IP. Malformed ones are counted and dropped.
func (c *chain) sort(frames []port.Frame, b *batch) (others []port.Frame) {
	b.n = 0
	kept := 0
	for i := range frames {
		p := &b.packets[b.n]
		fault := p.Parse(frames[i].Data)
		switch {
		case fault != packet.None:
			c.counts.Malformed[fault]++
			c.add(frames[i])
		case p.Version == 0:
			frames[kept] = frames[i]
			kept++
		default:
			b.frames[b.n] = frames[i]
			b.n++
		}
	}
	return frames[:kept]
}
