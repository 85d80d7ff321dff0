package nat

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// control is Mazu's third object: FTP connections whose segments changed length.
const control = ports + 1

// MazuConfig is what Mazu is told beyond Config.
type MazuConfig struct {
	Config
	// Services are the TCP ports of the public address whose connections, begun
	// outside, go to a server inside.
	Services map[uint16]netip.Addr
}

// DefaultMazu redirects ssh, http and https to one server, as Click's mazu-nat
// configuration does, and keeps sessions for two hours.
func DefaultMazu() MazuConfig {
	c := MazuConfig{Config: DefaultConfig, Services: map[uint16]netip.Addr{}}
	c.Idle = 2 * time.Hour
	for _, port := range []uint16{22, 80, 443} {
		c.Services[port] = netip.MustParseAddr("10.0.0.10")
	}
	return c
}

// Mazu is MazuNAT: a translator that lets some connections in, and follows what
// FTP says of addresses (Click's mazu-nat configuration, Kohler et al. 2000).
type Mazu struct {
	Simple
	servers map[uint16]uint32
}

// NewMazu returns a translator, or says what is wrong with its configuration.
func NewMazu(c MazuConfig) (*Mazu, error) {
	simple, err := NewSimple(c.Config)
	if err != nil {
		return nil, err
	}
	n := &Mazu{Simple: *simple, servers: map[uint16]uint32{}}
	for _, port := range slices.Sorted(maps.Keys(c.Services)) {
		to := c.Services[port]
		if !to.Is4() || port == 0 {
			return nil, fmt.Errorf("service at port %d goes to %v: must be an IPv4 address, and a port of at least 1", port, to)
		}
		if port >= c.FirstPort && port <= c.LastPort {
			return nil, fmt.Errorf("service at port %d: sessions from inside get the ports %d to %d", port, c.FirstPort, c.LastPort)
		}
		n.servers[port] = numberOf(to)
	}
	n.objects = append(n.objects, middlebox.Object{Name: "control", Kind: middlebox.Map, Words: shiftWords, Capacity: max(16, c.Sessions/16), Idle: c.Idle})
	return n, nil
}

// Process translates, opens sessions for packets from inside, and for those from
// outside that services are for.
func (n *Mazu) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if !b.IsDeclared(flows, i) {
			continue
		}
		m, ok := n.session(b, i)
		if ok && isControl(&b.Packets[i]) {
			ok = n.follow(b, i, m)
		} else if ok {
			mapping(m).translate(&b.Packets[i])
		}
		if !ok {
			b.Out[i] = middlebox.Drop
		}
	}
}

// session returns what to write into a packet, opening its session if it may.
func (n *Mazu) session(b *middlebox.Batch, i int) (mapping, bool) {
	if value, ok := b.Word(flows, i); ok {
		return mapping(value), true
	}
	switch {
	case !opens(b, i):
		return 0, false
	case b.In[i] == middlebox.Inside:
		return n.open(b, i, b.KeyOf(flows, i))
	}
	return n.serve(b, i)
}

// serve opens a session from outside to a service.
func (n *Mazu) serve(b *middlebox.Batch, i int) (mapping, bool) {
	key := b.KeyOf(flows, i)
	t, _ := flow.TupleOf(key)
	to, served := n.servers[t.TargetPort]
	if !served || t.Protocol != packet.TCP || t.Target-n.first >= uint32(1)<<(32-n.Public.Bits()) {
		return 0, false
	}
	in := newMapping(to, t.TargetPort, 0)
	back := flow.Tuple{Source: to, Target: t.Source, SourcePort: t.TargetPort, TargetPort: t.SourcePort, Protocol: t.Protocol}.Key()
	if b.InsertWord(flows, i, key, uint64(in)) {
		if b.InsertWord(flows, i, back, uint64(newMapping(t.Target, t.TargetPort, toSource))) {
			return in, true
		}
		b.Remove(flows, i, key)
	}
	return 0, false
}
