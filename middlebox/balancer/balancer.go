package balancer

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"time"

	"qanat/middlebox"
)

// Server is one of those that connections are spread over.
type Server struct {
	netip.AddrPort
	// Weight is its share of connections, to those of the others; 0 for no new ones.
	Weight int
}

// Config is what a load balancer is told.
type Config struct {
	// Virtual is the service that clients know.
	Virtual netip.AddrPort
	Servers []Server
	// Connections is how many there may be at a time.
	Connections int
	// Idle is how long a connection stays without packets, Closing one that has
	// ended.
	Idle, Closing time.Duration
}

// DefaultConfig spreads an address of those set aside for documentation (RFC 5737)
// over three servers.
var DefaultConfig = Config{
	Virtual: netip.MustParseAddrPort("203.0.113.1:80"),
	Servers: []Server{
		{netip.MustParseAddrPort("10.0.1.1:80"), 1}, {netip.MustParseAddrPort("10.0.1.2:80"), 1}, {netip.MustParseAddrPort("10.0.1.3:80"), 1},
	},
	Connections: 100_000, Idle: 5 * time.Minute, Closing: time.Minute,
}

// Objects of the state, by index.
const (
	flows = iota
	usage
)

// MaxServers is the most servers of a pool.
const MaxServers = 1024

// Balancer spreads connections over servers.
type Balancer struct {
	Config
	objects []middlebox.Object
	virtual end
	ends    []end
	servers map[end]uint64 // by where answers come from
}

// end is an address in the high bits and a port in the low 16.
type end uint64

func newEnd(a netip.AddrPort) end {
	four := a.Addr().As4()
	return end(binary.BigEndian.Uint32(four[:]))<<16 | end(a.Port())
}

func (e end) address() uint32 { return uint32(e >> 16) }
func (e end) port() uint16    { return uint16(e) }

// New returns a load balancer, or says what is wrong with its configuration.
func New(c Config) (*Balancer, error) {
	switch {
	case !c.Virtual.Addr().Is4() || c.Virtual.Port() == 0:
		return nil, fmt.Errorf("virtual service %v: must be an IPv4 address and a port, such as 203.0.113.1:80", c.Virtual)
	case len(c.Servers) < 1 || len(c.Servers) > MaxServers:
		return nil, fmt.Errorf("%d servers: must be between 1 and %d", len(c.Servers), MaxServers)
	case c.Connections < 1:
		return nil, fmt.Errorf("%d connections: must be at least 1", c.Connections)
	case min(c.Idle, c.Closing) < time.Millisecond:
		return nil, fmt.Errorf("connections stay for %v, and %v when they have ended: each must be at least 1ms", c.Idle, c.Closing)
	}
	n := &Balancer{Config: c, virtual: newEnd(c.Virtual), servers: map[end]uint64{}}
	for k, s := range c.Servers {
		switch {
		case !s.Addr().Is4() || s.Port() == 0:
			return nil, fmt.Errorf("server %v: must be an IPv4 address and a port, such as 10.0.1.1:80", s.AddrPort)
		case s.Weight < 0 || s.Weight > 1000:
			return nil, fmt.Errorf("server %v has the weight %d: must be between 0 and 1000", s.AddrPort, s.Weight)
		}
		e := newEnd(s.AddrPort)
		if _, twice := n.servers[e]; twice || e == n.virtual {
			return nil, fmt.Errorf("server %v is there twice, or is the virtual service itself: name each once", s.AddrPort)
		}
		n.servers[e], n.ends = uint64(k), append(n.ends, e)
	}
	n.objects = []middlebox.Object{
		flows: {Name: "flows", Kind: middlebox.Map, Words: 1, Capacity: c.Connections, Idle: min(c.Idle, c.Closing)},
		usage: {Name: "usage of servers", Kind: middlebox.Counter, Words: 1, Capacity: len(c.Servers)},
	}
	return n, n.objects[flows].Check()
}

// Objects returns the flow table and the usage of servers.
func (n *Balancer) Objects() []middlebox.Object { return n.objects }
