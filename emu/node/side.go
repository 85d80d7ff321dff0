package node

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"

	"qanat/middlebox/packet"
)

// Side is how a gateway appears on one of its ports.
type Side struct {
	// Address is its own, with the prefix of the network it is in; IPv4.
	Address netip.Prefix
	// Answers are further addresses that it answers ARP for, as a NAT does for
	// those it gives out.
	Answers []netip.Prefix
	// Routes lead out of the network; the longest prefix counts.
	Routes []Route
	// Ethernet is its own Ethernet address.
	Ethernet [6]byte
}

// Route sends packets to a neighbour.
type Route struct {
	To  netip.Prefix
	Via netip.Addr
}

// way is a route as packets are compared with it.
type way struct{ base, mask, via uint32 }

// ways returns the routes of a side, the longest prefix first; its own network
// needs no neighbour, which via 0 says.
func (s *Side) ways() []way {
	routes := append([]Route{{To: s.Address}}, s.Routes...)
	slices.SortStableFunc(routes, func(a, b Route) int { return cmp.Compare(b.To.Bits(), a.To.Bits()) })
	list := make([]way, len(routes))
	for i, r := range routes {
		mask := ^uint32(0) << (32 - r.To.Bits())
		list[i] = way{base: number(r.To.Addr()) & mask, mask: mask}
		if r.Via.IsValid() {
			list[i].via = number(r.Via)
		}
	}
	return list
}

// hop returns the neighbour that a packet goes to; false if no route leads there.
func hop(ways []way, p *packet.Packet) (uint32, bool) {
	if p.Version != 4 {
		return 0, false
	}
	target := uint32(p.Addresses4())
	for _, w := range ways {
		if target&w.mask == w.base {
			if w.via == 0 {
				return target, true
			}
			return w.via, true
		}
	}
	return 0, false
}

// has tells whether an address is one that the side answers for.
func (s *Side) has(address uint32) bool {
	a := netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, address)))
	return a == s.Address.Addr() || slices.ContainsFunc(s.Answers, func(p netip.Prefix) bool { return p.Contains(a) })
}

// number returns an IPv4 address as a number.
func number(a netip.Addr) uint32 {
	four := a.As4()
	return binary.BigEndian.Uint32(four[:])
}
