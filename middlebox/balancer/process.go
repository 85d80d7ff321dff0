package balancer

import (
	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// What the word of a connection says, above the number of its server.
const (
	serverBits        = 1<<16 - 1
	clientDone uint64 = 1 << (16 + iota) // a FIN came from the client
	serverDone                           // a FIN came from the server
	reset                                // a RST passed
)

// hasEnded tells whether a connection has: then its server's usage went down.
func hasEnded(word uint64) bool {
	return word&reset != 0 || word&(clientDone|serverDone) == clientDone|serverDone
}

// Declare looks up the connections of packets to the virtual service, and of what
// its servers answer.
func (n *Balancer) Declare(b *middlebox.Batch) {
	for i := range b.N {
		p := &b.Packets[i]
		if p.Version != 4 {
			continue
		}
		if !p.HasPorts() {
			if p.Later && uint32(p.Addresses4()) == n.virtual.address() {
				b.Out[i] = middlebox.Drop
			}
			continue
		}
		if target(p) == n.virtual {
			b.Key(flows, i, flow.Of(p))
		} else if _, ok := n.servers[source(p)]; ok {
			t := target(p)
			b.Key(flows, i, flow.Tuple{
				Source: t.address(), SourcePort: t.port(), Target: n.virtual.address(), TargetPort: n.virtual.port(), Protocol: p.Protocol,
			}.Key())
		}
	}
}

func source(p *packet.Packet) end { return end(p.Addresses4()>>32<<16) | end(p.Ports()>>16) }
func target(p *packet.Packet) end {
	return end(p.Addresses4()&(1<<32-1))<<16 | end(p.Ports()&0xffff)
}

// Process rewrites what belongs to connections, and begins connections of clients.
func (n *Balancer) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if !b.IsDeclared(flows, i) {
			continue
		}
		p := &b.Packets[i]
		word, known := b.Word(flows, i)
		if target(p) != n.virtual {
			if known && word&serverBits == n.servers[source(p)] {
				n.answer(b, i, word)
			}
			continue
		}
		begins := p.Protocol == packet.UDP || p.TCPFlags()&^ecn == packet.SYN
		if begins && (!known || hasEnded(word)) {
			word, known = n.begin(b, i, known)
		}
		if known && n.advance(b, i, word, clientDone) {
			e := n.ends[word&serverBits]
			p.RewriteTarget(e.address(), e.port())
		} else {
			b.Out[i] = middlebox.Drop
		}
	}
}

// ecn are the flags by which a SYN asks for explicit congestion notification
// (RFC 3168).
const ecn = 0xc0

// answer passes a server's packet on as one of the virtual service.
func (n *Balancer) answer(b *middlebox.Batch, i int, word uint64) {
	if n.advance(b, i, word, serverDone) {
		b.Packets[i].RewriteSource(n.virtual.address(), n.virtual.port())
	} else {
		b.Out[i] = middlebox.Drop
	}
}

// begin gives a connection a server, again if it had ended; false if it cannot.
func (n *Balancer) begin(b *middlebox.Batch, i int, again bool) (word uint64, ok bool) {
	server, ok := n.least(b.All(usage, i), place(b.KeyOf(flows, i)))
	if !ok {
		return 0, false
	}
	if _, ok = b.AddAt(usage, i, server, 1); !ok {
		return 0, false
	}
	if again {
		value := b.Update(flows, i)
		if value == nil {
			return 0, false
		}
		value[0] = server
		return server, true
	}
	if !b.InsertWord(flows, i, b.KeyOf(flows, i), server) {
		b.AddAt(usage, i, server, ^uint64(0))
		return 0, false
	}
	return server, true
}

// place differs between connections: a mix of the client's port, since stacks may
// choose even ones only.
func place(key middlebox.Key) int {
	t, _ := flow.TupleOf(key)
	return int(t.SourcePort*40503) >> 8 // multiplicative hashing, Knuth 6.4
}

// least returns the server with the fewest connections for its weight. Of several
// it takes the first from a place on that differs between connections, or else
// short ones, each over before the next, would all go to the same.
func (n *Balancer) least(used []uint64, from int) (server uint64, ok bool) {
	for j := range used {
		k := (from + j) % len(used)
		weight := int64(n.Servers[k].Weight)
		if weight == 0 {
			continue
		}
		// Counts may fall below zero where instances learn of ends before beginnings.
		if !ok || int64(used[k])*int64(n.Servers[server].Weight) < int64(used[server])*weight {
			server, ok = uint64(k), true
		}
	}
	return server, ok
}

// advance notes what a TCP segment of a side ends. False: it could not be noted.
func (n *Balancer) advance(b *middlebox.Batch, i int, before, done uint64) bool {
	p, after := &b.Packets[i], before
	if p.Protocol != packet.TCP || hasEnded(before) {
		return true
	}
	if p.TCPFlags()&packet.FIN != 0 {
		after |= done
	}
	if p.TCPFlags()&packet.RST != 0 {
		after |= reset
	}
	if after == before {
		return true
	}
	if hasEnded(after) {
		if _, ok := b.AddAt(usage, i, before&serverBits, ^uint64(0)); !ok {
			return false
		}
	}
	value := b.Update(flows, i)
	if value == nil {
		return false
	}
	value[0] = after
	return true
}

// Expire ends connections that were idle for the time of what they are.
func (n *Balancer) Expire(b *middlebox.Batch, i, object int, key middlebox.Key, value []uint64) bool {
	ended := hasEnded(value[0])
	stays := n.Idle
	if ended {
		stays = n.Closing
	}
	if b.Idle(flows, i, key) < int64(stays) {
		return false
	}
	if !ended {
		b.AddAt(usage, i, value[0]&serverBits, ^uint64(0))
	}
	return true
}
