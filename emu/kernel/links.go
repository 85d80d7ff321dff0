//go:build linux

package kernel

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"github.com/vishvananda/netns"
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

// described returns what an end of a pair is asked to be: its name, and one queue each
// way, which is what pairs use. Not asked, the kernel makes one per processor and takes
// the others away again, for which it waits, under the lock of all networks, until no
// processor uses them.
func (e End) described() []*nl.RtAttr {
	return []*nl.RtAttr{
		nl.NewRtAttr(unix.IFLA_IFNAME, nl.ZeroTerminated(e.Name)),
		nl.NewRtAttr(unix.IFLA_NUM_TX_QUEUES, nl.Uint32Attr(1)),
		nl.NewRtAttr(unix.IFLA_NUM_RX_QUEUES, nl.Uint32Attr(1)),
	}
}

// Veth makes a pair of interfaces, up on the first end, and returns their indices.
// These are given, and the bridge is joined, in the same request, since each further
// one takes as long as a twentieth of all; the second end cannot be up before the
// pair is there. Pairs of one namespace are made one after another.
func Veth(a, b End) (first, second int, err error) {
	if a.In.socket == nil {
		socket, err := nl.GetNetlinkSocketAt(a.In.fd, netns.None(), unix.NETLINK_ROUTE)
		if err != nil {
			return 0, 0, fmt.Errorf("namespace %s: netlink: %w", a.In.Name, err)
		}
		a.In.socket = &nl.SocketHandle{Socket: socket}
	}
	first, second = a.In.next(), b.In.next()
	r := nl.NewNetlinkRequest(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL|unix.NLM_F_ACK)
	r.Sockets = map[int]*nl.SocketHandle{unix.NETLINK_ROUTE: a.In.socket}
	own := nl.NewIfInfomsg(unix.AF_UNSPEC)
	own.Index, own.Flags, own.Change = int32(first), unix.IFF_UP, unix.IFF_UP
	r.AddData(own)
	for _, attribute := range a.described() {
		r.AddData(attribute)
	}
	if a.Master > 0 {
		r.AddData(nl.NewRtAttr(unix.IFLA_MASTER, nl.Uint32Attr(uint32(a.Master))))
	}
	info := nl.NewRtAttr(unix.IFLA_LINKINFO, nil)
	info.AddRtAttr(nl.IFLA_INFO_KIND, nl.NonZeroTerminated("veth"))
	peer := info.AddRtAttr(nl.IFLA_INFO_DATA, nil).AddRtAttr(nl.VETH_INFO_PEER, nil)
	nl.NewIfInfomsgChild(peer, unix.AF_UNSPEC).Index = int32(second)
	for _, attribute := range b.described() {
		peer.AddChild(attribute)
	}
	peer.AddRtAttr(unix.IFLA_NET_NS_FD, nl.Uint32Attr(uint32(b.In.fd)))
	r.AddData(info)
	if _, err := r.Execute(unix.NETLINK_ROUTE, 0); err != nil {
		return 0, 0, fmt.Errorf("interfaces %s and %s: %w", a.Name, b.Name, err)
	}
	return first, second, nil
}

// Index returns the index of an interface, for who has not made it.
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
