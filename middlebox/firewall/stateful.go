package firewall

import (
	"fmt"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// Config is what a stateful firewall is told.
type Config struct {
	// Connections is how many there may be at a time.
	Connections int
	// How long a connection stays without packets: a TCP connection while it is
	// opened, while it stands and when it has ended; anything else.
	Opening, Established, Closing, Other time.Duration
}

// DefaultConfig has the times that RFC 5382 and 4787 ask of NATs.
var DefaultConfig = Config{
	Connections: 100_000,
	Opening:     4 * time.Minute, Established: 2*time.Hour + 4*time.Minute, Closing: 4 * time.Minute, Other: 5 * time.Minute,
}

// connections is the only object, by index.
const connections = 0

// What the word of a connection says.
const (
	opened      uint64 = 1 << iota // a SYN left, or anything that is not TCP
	answered                       // a SYN and ACK came back
	insideDone                     // a FIN left
	outsideDone                    // a FIN came
	reset                          // a RST passed
	other                          // not TCP
)

// hasEnded tells whether a TCP connection has.
func hasEnded(state uint64) bool {
	return state&reset != 0 || state&(insideDone|outsideDone) == insideDone|outsideDone
}

// Stateful lets hosts inside begin connections, and nobody else.
type Stateful struct {
	Config
	objects []middlebox.Object
}

// NewStateful returns a firewall, or says what is wrong with its configuration.
func NewStateful(c Config) (*Stateful, error) {
	if c.Connections < 1 {
		return nil, fmt.Errorf("%d connections: must be at least 1", c.Connections)
	}
	shortest := min(c.Opening, c.Established, c.Closing, c.Other)
	if shortest < time.Millisecond {
		return nil, fmt.Errorf("connections stay for %v, %v, %v and %v: each must be at least 1ms", c.Opening, c.Established, c.Closing, c.Other)
	}
	f := &Stateful{Config: c, objects: []middlebox.Object{
		connections: {Name: "connections", Kind: middlebox.Map, Words: 1, Capacity: c.Connections, Idle: shortest},
	}}
	return f, f.objects[connections].Check()
}

// Objects returns the table of connections.
func (f *Stateful) Objects() []middlebox.Object { return f.objects }

// Declare looks connections up, and drops what can belong to none.
func (f *Stateful) Declare(b *middlebox.Batch) {
	for i := range b.N {
		switch p := &b.Packets[i]; {
		case p.HasPorts(), isEcho(p, true), isEcho(p, false):
			b.Key(connections, i, flow.Both(p))
		case b.In[i] == middlebox.Outside && p.Version == 4 && isICMP(p):
			if q, ok := p.Quoted(); ok && !q.Later {
				b.Key(connections, i, flow.BothOfQuoted(&q))
			} else {
				b.Out[i] = middlebox.Drop
			}
		case p.IsNeighbour(), b.In[i] == middlebox.Inside && isICMP(p) && !p.Later:
		default:
			b.Out[i] = middlebox.Drop
		}
	}
}

// Types of echoes (RFC 792, 4443).
const (
	echoRequest4 = 8
	echoReply4   = 0
	echoRequest6 = 128
	echoReply6   = 129
)

func isICMP(p *packet.Packet) bool {
	return p.Version == 4 && p.Protocol == packet.ICMP || p.Version == 6 && p.Protocol == packet.ICMPv6
}

// isEcho tells whether a packet asks for an echo, or answers.
func isEcho(p *packet.Packet, answers bool) bool {
	if !isICMP(p) || p.Later {
		return false
	}
	kind := p.Data[p.Transport]
	if answers {
		return p.Version == 4 && kind == echoReply4 || p.Version == 6 && kind == echoReply6
	}
	return p.Version == 4 && kind == echoRequest4 || p.Version == 6 && kind == echoRequest6
}

// Process lets packets of connections pass, and those that may begin one.
func (f *Stateful) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if !b.IsDeclared(connections, i) {
			continue
		}
		p, inside := &b.Packets[i], b.In[i] == middlebox.Inside
		before, known := b.Word(connections, i)
		after, pass := uint64(0), false
		switch {
		case p.Protocol == packet.TCP:
			after, pass = segment(before, p, inside)
		case isICMP(p) && !isEcho(p, true) && !isEcho(p, false):
			after, pass = before, known // an error about the connection
		default:
			after, pass = before|opened|other, known && !(isEcho(p, false) && !inside) || inside && !isEcho(p, true)
		}
		switch {
		case !pass:
			b.Out[i] = middlebox.Drop
		case after == before:
		case known:
			if value := b.Update(connections, i); value != nil {
				value[0] = after
			} else {
				b.Out[i] = middlebox.Drop
			}
		case !b.InsertWord(connections, i, b.KeyOf(connections, i), after):
			b.Out[i] = middlebox.Drop
		}
	}
}

// segment returns what a connection is after a TCP segment, and whether it may
// pass. Of connections that are not known before is zero.
func segment(before uint64, p *packet.Packet, inside bool) (after uint64, pass bool) {
	flags := p.TCPFlags()
	switch {
	case flags&(packet.SYN|packet.ACK|packet.RST|packet.FIN) == packet.SYN && inside:
		if before == 0 || hasEnded(before) {
			return opened, true
		}
		return before, true // sent again, or a stray that its peer answers to
	case before == 0, flags&(packet.SYN|packet.ACK) == packet.SYN && !inside:
		return before, false
	case hasEnded(before) && len(p.Body()) > 0:
		return before, false
	case flags&packet.RST != 0:
		return before | reset, true
	case before&answered == 0 && !inside:
		if flags&(packet.SYN|packet.ACK) != packet.SYN|packet.ACK {
			return before, false
		}
		return before | answered, true
	case flags&packet.FIN != 0 && inside:
		return before | insideDone, true
	case flags&packet.FIN != 0:
		return before | outsideDone, true
	}
	return before, true
}

// Expire ends connections that were idle for the time of what they are.
func (f *Stateful) Expire(b *middlebox.Batch, i, object int, key middlebox.Key, value []uint64) bool {
	return b.Idle(connections, i, key) >= int64(f.timeOf(value[0]))
}

func (f *Stateful) timeOf(state uint64) time.Duration {
	switch {
	case state&other != 0:
		return f.Other
	case hasEnded(state):
		return f.Closing
	case state&answered != 0:
		return f.Established
	}
	return f.Opening
}
