package lab

import (
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
)

// pool is where subnets that are not given come from.
var pool = netip.MustParsePrefix("10.0.0.0/8")

// linkBits is the length of a link's subnet: two addresses besides those of the
// subnet and of broadcast.
const linkBits = 30

// wanted is a subnet that a link or a LAN needs.
type wanted struct {
	path    string
	hosts   int
	subnet  *netip.Prefix
	already bool // given by the lab
}

// choose checks the subnets given and picks the others from the pool, the first
// that overlap none.
func (l *Lab) choose(mistakes *Mistakes) {
	var all []wanted
	for i := range l.Links {
		s := &l.Links[i].Subnet
		all = append(all, wanted{fmt.Sprintf("$.links[%d].subnet", i), 2, s, s.IsValid()})
	}
	for i := range l.LANs {
		s := &l.LANs[i].Subnet
		all = append(all, wanted{fmt.Sprintf("$.lans[%d].subnet", i), len(l.LANs[i].Members), s, s.IsValid()})
	}
	var taken []netip.Prefix
	for _, w := range all {
		if w.already {
			w.check(mistakes, taken)
			*w.subnet = w.subnet.Masked()
			taken = append(taken, *w.subnet)
		}
	}
	if len(*mistakes) > 0 {
		return
	}
	slices.SortFunc(taken, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	next := pool.Addr()
	for _, w := range all {
		if w.already {
			continue
		}
		length := lengthFor(w.hosts)
		p, ok := free(next, length, taken)
		if !ok {
			mistakes.failf(w.path, "%v has no room left for a subnet of %d addresses: give some subnets yourself", pool, w.hosts)
			return
		}
		*w.subnet, next = p, after(p)
	}
}

// check names what is wrong with a subnet given.
func (w *wanted) check(mistakes *Mistakes, taken []netip.Prefix) {
	p := w.subnet.Masked()
	if !p.Addr().Is4() {
		mistakes.failf(w.path, "%v is no IPv4 subnet: write for example 10.1.0.0/24", p)
		return
	}
	if room := roomOf(p); room < w.hosts {
		mistakes.failf(w.path, "%v has %d addresses, and %d are needed: use a /%d", p, room, w.hosts, lengthFor(w.hosts))
	}
	if p.Overlaps(netip.MustParsePrefix("127.0.0.0/8")) || p.Overlaps(netip.MustParsePrefix("224.0.0.0/3")) {
		mistakes.failf(w.path, "%v holds addresses that no interface may have: use for example 10.1.0.0/24", p)
	}
	for _, other := range taken {
		if other.Overlaps(p) {
			mistakes.failf(w.path, "%v overlaps %v, which another link or LAN has: choose one apart from it", p, other)
			return
		}
	}
}

// whole tells whether all addresses of a subnet are an interface's: those of 31
// bits have none for the subnet itself and for broadcast (RFC 3021).
func whole(p netip.Prefix) bool { return p.Bits() >= 31 }

// roomOf is the number of interfaces that a subnet has addresses for.
func roomOf(p netip.Prefix) int {
	size := 1 << min(32-p.Bits(), 30)
	if whole(p) {
		return size
	}
	return size - 2
}

// lengthFor is the length of the smallest subnet with room for hosts, a link's at
// least.
func lengthFor(hosts int) int { return min(linkBits, 32-bits.Len(uint(hosts+1))) }

// free returns the first subnet of a length at or after an address that overlaps
// none taken, which are sorted.
func free(from netip.Addr, length int, taken []netip.Prefix) (netip.Prefix, bool) {
	p := netip.PrefixFrom(from, length).Masked()
	if p.Addr().Less(from) {
		p = netip.PrefixFrom(after(p), length)
	}
	for _, t := range taken {
		for p.Overlaps(t) {
			if p = netip.PrefixFrom(after(p), length); t.Bits() < length {
				p = netip.PrefixFrom(after(t), length)
			}
		}
	}
	return p, pool.Contains(p.Addr())
}

// after is the first address behind a subnet.
func after(p netip.Prefix) netip.Addr {
	a := p.Masked().Addr().As4()
	n := uint32(a[0])<<24 | uint32(a[1])<<16 | uint32(a[2])<<8 | uint32(a[3])
	n += 1 << (32 - p.Bits())
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}
