package idps

import (
	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// Declare looks up whether sources are blocked, what segments that begin or answer
// connections try, and ports that may be flooded.
func (d *IDPS) Declare(b *middlebox.Batch) {
	for i := range b.N {
		p := &b.Packets[i]
		if p.Version == 0 {
			continue
		}
		b.Key(blocked, i, flow.Source(p))
		if !p.HasPorts() {
			continue
		}
		if port := uint16(p.Ports()); b.In[i] == middlebox.Outside && port >= d.FirstPort && port <= d.LastPort {
			b.Key(volumes, i, flow.Within(flow.Port(port), b.Now/int64(d.FloodWindow)))
		}
		switch {
		case p.Protocol != packet.TCP:
		case isTry(p.TCPFlags()):
			b.Key(services, i, flow.Service(p))
			b.Key(tries, i, flow.Within(flow.Source(p), d.window(b)))
		case isAnswer(p.TCPFlags()):
			b.Key(services, i, flow.Served(p))
			b.Key(tries, i, flow.Within(flow.Target(p), d.window(b)))
		}
	}
}

func (d *IDPS) window(b *middlebox.Batch) int64 { return b.Now / int64(d.TryWindow) }

func isTry(flags uint8) bool    { return flags&(packet.ACK|packet.RST) == 0 }
func isAnswer(flags uint8) bool { return flags&(packet.SYN|packet.ACK) == packet.SYN|packet.ACK }

// Process drops what comes from blocked sources, what makes a source blocked, and
// what is too much for a port.
func (d *IDPS) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if !b.IsDeclared(blocked, i) {
			continue
		}
		drop := b.Read(blocked, i) != nil || b.IsDeclared(volumes, i) && d.floods(b, i)
		switch p := &b.Packets[i]; {
		case drop || !b.IsDeclared(services, i):
		case isTry(p.TCPFlags()):
			drop = !d.try(b, i)
		default:
			drop = !d.answer(b, i)
		}
		if drop {
			b.Out[i] = middlebox.Drop
		}
	}
}

// floods counts a packet, and tells whether it is too much for its port.
func (d *IDPS) floods(b *middlebox.Batch, i int) bool {
	if before, ok := b.Word(volumes, i); ok && before > d.bytes {
		return true
	}
	after, ok := b.Add(volumes, i, uint64(b.Packets[i].Length()))
	return !ok || after > d.bytes
}

// answered is the word of a service that answered; that of others is one more than
// the window of the try, so that an answer takes it away from the right counter.
const answered = 0

func waiting(window int64) uint64 { return uint64(window) + 1 }

// try notes a try, and tells whether it may pass.
func (d *IDPS) try(b *middlebox.Batch, i int) bool {
	if b.Read(services, i) != nil {
		return true
	}
	if !b.InsertWord(services, i, b.KeyOf(services, i), waiting(d.window(b))) {
		return false
	}
	n, ok := b.Add(tries, i, 1)
	if !ok {
		b.Remove(services, i, b.KeyOf(services, i))
		return false
	}
	// An instance may learn of an answer before it learns of the try.
	if int64(n) <= int64(d.Tries) {
		return true
	}
	b.Insert(blocked, i, b.KeyOf(blocked, i), nil)
	return false
}

// answer notes that a service answers, and tells whether the answer may pass.
func (d *IDPS) answer(b *middlebox.Batch, i int) bool {
	before, ok := b.Word(services, i)
	if !ok || before == answered {
		return true
	}
	value := b.Update(services, i)
	if value == nil {
		return false
	}
	value[0] = answered
	if before != waiting(d.window(b)) {
		return true // of a window that nobody looks at any more
	}
	_, ok = b.Add(tries, i, ^uint64(0))
	return ok
}
