package nat

import (
	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// declare looks a packet that is not Plain up by its five-tuple, or by that of the
// packets that an ICMP error answers to; what is not translated is dropped.
func declare(b *middlebox.Batch, i int) {
	p := &b.Packets[i]
	switch {
	case p.Version == 4 && (p.HasPorts() || p.IsEcho()):
		b.Key(flows, i, flow.Of(p))
	default:
		if q, ok := p.Quoted(); ok && !q.Later {
			b.Key(flows, i, flow.Reverse(flow.OfQuoted(&q)))
			return
		}
		b.Out[i] = middlebox.Drop
	}
}

// translate rewrites a packet as its session has it.
func (m mapping) translate(p *packet.Packet) {
	if p.Protocol != packet.ICMP {
		p.Rewrite(m.side(), m.address(), m.port())
		return
	}
	if q, ok := p.Quoted(); ok {
		p.RewriteQuoted(&q, m&toSource == 0, m.address(), m.port())
		return
	}
	p.RewriteEcho(m&toSource != 0, m.address(), m.port())
}

// opens tells whether a packet without a session may begin one: errors do not.
func opens(b *middlebox.Batch, i int) bool {
	p := &b.Packets[i]
	return p.HasPorts() || p.IsEcho()
}
