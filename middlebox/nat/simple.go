package nat

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
)

// Config is what a translator is told.
type Config struct {
	// Public is the addresses that sessions share: all of an IPv4 prefix.
	Public netip.Prefix
	// FirstPort and LastPort bound the ports of each that are given out.
	FirstPort, LastPort uint16
	// Sessions is how many there may be at a time.
	Sessions int
	// Idle is how long a session stays without packets.
	Idle time.Duration
}

// DefaultConfig gives out the ports of the thesis' MazuNAT, 50000 to 65535, of
// one address of those set aside for documentation (RFC 5737).
var DefaultConfig = Config{
	Public:    netip.MustParsePrefix("203.0.113.1/32"),
	FirstPort: 50000, LastPort: 65535,
	Sessions: 100_000, Idle: 5 * time.Minute,
}

// Simple is SimpleNAT: hosts inside begin sessions, nobody else does.
type Simple struct {
	Config
	objects []middlebox.Object
	first   uint32 // public address
	span    uint64 // ports per address
}

// NewSimple returns a translator, or says what is wrong with its configuration.
func NewSimple(c Config) (*Simple, error) {
	switch {
	case !c.Public.IsValid() || !c.Public.Addr().Is4():
		return nil, fmt.Errorf("public addresses %v: must be an IPv4 prefix such as 203.0.113.0/28", c.Public)
	case c.Public.Bits() < 16:
		return nil, fmt.Errorf("public addresses %v: must be no more than a /16", c.Public)
	case c.FirstPort == 0 || c.LastPort < c.FirstPort:
		return nil, fmt.Errorf("ports %d to %d: the first must be at least 1 and not above the last", c.FirstPort, c.LastPort)
	case c.Sessions < 1:
		return nil, fmt.Errorf("%d sessions: must be at least 1", c.Sessions)
	}
	n := &Simple{Config: c, span: uint64(c.LastPort-c.FirstPort) + 1}
	n.first = numberOf(c.Public.Masked().Addr())
	items := int(n.span) << (32 - c.Public.Bits())
	n.objects = []middlebox.Object{
		flows: {Name: "flows", Kind: middlebox.Map, Words: 1, Capacity: 2 * c.Sessions, Idle: c.Idle, Wins: largerTupleWins},
		ports: {Name: "ports", Kind: middlebox.Pool, Words: 0, Capacity: items},
	}
	for k := range n.objects {
		if err := n.objects[k].Check(); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// numberOf returns an IPv4 address as a number.
func numberOf(a netip.Addr) uint32 {
	four := a.As4()
	return binary.BigEndian.Uint32(four[:])
}

// largerTupleWins decides between sessions that took the same port at different
// instances: that with the larger five-tuple keeps it (section 3.4.1).
func largerTupleWins(key middlebox.Key, one, other []uint64) bool {
	a, b := original(key, mapping(one[0])), original(key, mapping(other[0]))
	return a.High > b.High || a.High == b.High && a.Low > b.Low
}

// Objects returns the flow table and the pool of ports.
func (n *Simple) Objects() []middlebox.Object { return n.objects }

// Declare looks flows up by five-tuple, and drops what is not translated.
func (n *Simple) Declare(b *middlebox.Batch) {
	for i := range b.N {
		if p := &b.Packets[i]; p.Plain { // as declare does, without a call
			b.Key(flows, i, flow.OfPlain(p))
			continue
		}
		declare(b, i)
	}
}

// Process translates, and opens sessions for packets from inside. Those that have one
// go first: what opening changes is not what translating reads.
func (n *Simple) Process(b *middlebox.Batch, i, j int) {
	var missing uint32
	for ; i < j; i++ {
		value, ok := b.Word(flows, i)
		if !ok {
			if b.IsDeclared(flows, i) { // the others are settled
				missing |= 1 << i
			}
			continue
		}
		p, m := &b.Packets[i], mapping(value)
		if p.Plain { // as translate does, without a call
			p.Rewrite(m.side(), m.address(), m.port())
			continue
		}
		m.translate(p)
	}
	if missing != 0 {
		n.admit(b, missing)
	}
}

// mayOpen tells whether a packet without a session may begin one.
func mayOpen(b *middlebox.Batch, i int) bool { return b.In[i] == middlebox.Inside && opens(b, i) }

// admit opens sessions for packets that have none and may, translates those, and
// drops the others.
func (n *Simple) admit(b *middlebox.Batch, missing uint32) {
	n.fetch(b, missing)
	for left := missing; left != 0; left &= left - 1 {
		i := bits.TrailingZeros32(left)
		value, ok := b.Word(flows, i) // another packet may have opened its session
		m := mapping(value)
		if !ok && mayOpen(b, i) {
			m, ok = n.open(b, i, b.KeyOf(flows, i))
		}
		if !ok {
			b.Out[i] = middlebox.Drop
			continue
		}
		m.translate(&b.Packets[i])
	}
}

// fetch has the keys of answers fetched that nobody could declare, since the ports
// of the sessions were not known: those that they will get if each of the packets
// opens one.
func (n *Simple) fetch(b *middlebox.Batch, missing uint32) {
	k := 0
	for left := missing; left != 0; left &= left - 1 {
		i := bits.TrailingZeros32(left)
		if !mayOpen(b, i) {
			continue
		}
		item, ok := b.Upcoming(ports, k)
		if !ok {
			return
		}
		b.Fetch(flows, i, returning(b.KeyOf(flows, i), n.mappingOf(item)))
		k++
	}
}

// open begins a session for a flow.
func (n *Simple) open(b *middlebox.Batch, i int, key middlebox.Key) (mapping, bool) {
	item, ok := b.Take(ports, i)
	if !ok {
		return 0, false
	}
	out := n.mappingOf(item)
	from, _ := flow.TupleOf(key)
	if b.InsertWord(flows, i, key, uint64(out)) {
		if b.InsertWord(flows, i, returning(key, out), uint64(newMapping(from.Source, from.SourcePort, 0))) {
			return out, true
		}
		b.Remove(flows, i, key)
	}
	b.Give(ports, i, item)
	return 0, false
}

// mappingOf returns the public address and port of a pool's item, and itemOf is
// its inverse.
func (n *Simple) mappingOf(item uint64) mapping {
	return newMapping(n.first+uint32(item/n.span), n.FirstPort+uint16(item%n.span), toSource)
}

func (n *Simple) itemOf(m mapping) uint64 {
	return uint64(m.address()-n.first)*n.span + uint64(m.port()-n.FirstPort)
}

// Expire ends a session when neither direction was used: its other entry goes
// too, and its port is given back.
func (n *Simple) Expire(b *middlebox.Batch, i, object int, key middlebox.Key, value []uint64) bool {
	if object != flows {
		return true
	}
	m := mapping(value[0])
	partner := returning(key, m)
	if m&toSource == 0 {
		partner = original(key, m)
	}
	if idle := b.Idle(flows, i, partner); idle >= 0 && idle < int64(n.Idle) {
		return false
	}
	out := m
	if m&toSource == 0 {
		t, _ := flow.TupleOf(key)
		out = newMapping(t.Target, t.TargetPort, toSource)
	}
	b.Remove(flows, i, partner)
	if out.port() >= n.FirstPort && out.port() <= n.LastPort { // a service's port is in no pool
		b.Give(ports, i, n.itemOf(out))
	}
	return true
}
