//go:build linux

package kernel

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// End is an interface to be made.
type End struct {
	In     *Namespace
	Name   string
	Master int // index of the bridge that it joins, or 0
}

// firstIndex is the index of the first interface that is given one; those that
// the kernel chooses begin at 2.
const firstIndex = 1000

// next returns an index that no interface of the namespace has.
func (n *Namespace) next() int {
	n.given++
	return firstIndex + n.given - 1
}

// Veth makes a pair of interfaces, up on the first end, and returns their
// indices.
func Veth(a, b End) (first, second int, err error) {
	first = a.In.next() // given, since asking for it takes a call
	link := &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: a.Name, Index: first, MasterIndex: a.Master, Flags: net.FlagUp, TxQLen: -1},
		PeerName:  b.Name, PeerNamespace: netlink.NsFd(b.In.fd), PeerTxQLen: -1,
	}
	if err := a.In.handle.LinkAdd(link); err != nil {
		return 0, 0, fmt.Errorf("interfaces %s and %s: %w", a.Name, b.Name, err)
	}
	second, err = b.In.Index(b.Name)
	return first, second, err
}

// Index returns the index of an interface.
func (n *Namespace) Index(name string) (int, error) {
	link, err := n.handle.LinkByName(name)
	if err != nil {
		return 0, fmt.Errorf("namespace %s: interface %s: %w", n.Name, name, err)
	}
	return link.Attrs().Index, nil
}

// Bridge makes a bridge, which is down, and returns its index. It forwards
// multicast to all members: with snooping it would wait for a querier first.
func (n *Namespace) Bridge(name string) (index int, err error) {
	off := false
	index = n.next()
	link := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: name, Index: index, TxQLen: -1}, MulticastSnooping: &off}
	if err := n.handle.LinkAdd(link); err != nil {
		return 0, fmt.Errorf("bridge %s: %w", name, err)
	}
	return index, nil
}

// at stands for an interface of which only the index is needed.
func at(index int) netlink.Link {
	return &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}
}

// Up sets an interface up.
func (n *Namespace) Up(index int) error { return n.handle.LinkSetUp(at(index)) }

// Address gives an interface an address.
func (n *Namespace) Address(index int, p netip.Prefix) error {
	ipnet := &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
	if err := n.handle.AddrAdd(at(index), &netlink.Addr{IPNet: ipnet}); err != nil {
		return fmt.Errorf("namespace %s: address %v: %w", n.Name, p, err)
	}
	return nil
}

// Route sends what is for a prefix to a neighbour.
func (n *Namespace) Route(to netip.Prefix, via netip.Addr, index int) error {
	dst := &net.IPNet{IP: to.Addr().AsSlice(), Mask: net.CIDRMask(to.Bits(), to.Addr().BitLen())}
	route := &netlink.Route{Dst: dst, Gw: via.AsSlice(), LinkIndex: index, Protocol: unix.RTPROT_STATIC}
	if err := n.handle.RouteReplace(route); err != nil {
		return fmt.Errorf("namespace %s: route to %v via %v: %w", n.Name, to, via, err)
	}
	return nil
}

// Unbundle lets an interface take one packet at a time: the kernel then cuts what
// programs send before it leaves, instead of sending bundles of up to 64 kB on
// links that could carry them.
func (n *Namespace) Unbundle(index int) error {
	if err := n.handle.LinkSetGSOMaxSegs(at(index), 1); err != nil {
		return fmt.Errorf("namespace %s: segments: %w", n.Name, err)
	}
	return nil
}
