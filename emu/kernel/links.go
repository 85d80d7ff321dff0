//go:build linux

package kernel

import (
	"fmt"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// End is an interface to be made.
type End struct {
	In   *Namespace
	Name string
	MTU  int // in bytes; the kernel's 1,500 if it is 0
}

// firstIndex is the index of the first interface that is given one; those that
// the kernel chooses begin at 2.
const firstIndex = 1000

// next returns an index for a new interface, which no other of the namespace has.
func (n *Namespace) next(name string) (index int) {
	n.faces = append(n.faces, name)
	return firstIndex + len(n.faces) - 1
}

// face names an interface, for errors.
func (n *Namespace) face(index int) string {
	if k := index - firstIndex; k >= 0 && k < len(n.faces) {
		return n.faces[k]
	}
	return fmt.Sprint("with index ", index)
}

// described returns what an end of a pair is asked to be: its name, and one queue each
// way, which is what pairs use. Not asked, the kernel makes one per processor and takes
// the others away again, for which it waits, under the lock of all networks, until no
// processor uses them.
func (e End) described() []*nl.RtAttr {
	all := []*nl.RtAttr{
		nl.NewRtAttr(unix.IFLA_IFNAME, nl.ZeroTerminated(e.Name)),
		nl.NewRtAttr(unix.IFLA_NUM_TX_QUEUES, nl.Uint32Attr(1)),
		nl.NewRtAttr(unix.IFLA_NUM_RX_QUEUES, nl.Uint32Attr(1)),
	}
	if e.MTU > 0 {
		all = append(all, nl.NewRtAttr(unix.IFLA_MTU, nl.Uint32Attr(uint32(e.MTU))))
	}
	return all
}

// Veth asks the first end's namespace for a pair of interfaces, up on the first end,
// and returns the indices that they get; the second end cannot be up before the pair
// is there.
func Veth(a, b End) (first, second int) {
	first, second = a.In.next(a.Name), b.In.next(b.Name)
	r := nl.NewNetlinkRequest(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL)
	own := nl.NewIfInfomsg(unix.AF_UNSPEC)
	own.Index, own.Flags, own.Change = int32(first), unix.IFF_UP, unix.IFF_UP
	r.AddData(own)
	for _, attribute := range a.described() {
		r.AddData(attribute)
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
	a.In.ask(r, "interfaces %s and %s", a.Name, b.Name)
	return first, second
}

// Bridge asks for a bridge, which is down, and returns the index that it gets. It
// forwards multicast to all members: with snooping it would wait for a querier first.
func (n *Namespace) Bridge(name string) (index int) {
	index = n.next(name)
	r := nl.NewNetlinkRequest(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL)
	own := nl.NewIfInfomsg(unix.AF_UNSPEC)
	own.Index = int32(index)
	r.AddData(own)
	r.AddData(nl.NewRtAttr(unix.IFLA_IFNAME, nl.ZeroTerminated(name)))
	info := nl.NewRtAttr(unix.IFLA_LINKINFO, nil)
	info.AddRtAttr(nl.IFLA_INFO_KIND, nl.NonZeroTerminated("bridge"))
	info.AddRtAttr(nl.IFLA_INFO_DATA, nil).AddRtAttr(nl.IFLA_BR_MCAST_SNOOPING, []byte{0})
	r.AddData(info)
	n.ask(r, "bridge %s", name)
	return index
}

// set asks for a change of an interface that is there: whether it is up, if it shall
// be, and attributes.
func (n *Namespace) set(index int, up bool, what string, attributes ...*nl.RtAttr) {
	r := nl.NewNetlinkRequest(unix.RTM_SETLINK, 0)
	own := nl.NewIfInfomsg(unix.AF_UNSPEC)
	own.Index = int32(index)
	if up {
		own.Flags, own.Change = unix.IFF_UP, unix.IFF_UP
	}
	r.AddData(own)
	for _, attribute := range attributes {
		r.AddData(attribute)
	}
	n.ask(r, "interface %s: %s", n.face(index), what)
}

// Up sets an interface up.
func (n *Namespace) Up(index int) { n.set(index, true, "set up") }

// Join makes an interface a member of a bridge, and sets it up.
func (n *Namespace) Join(index, bridge int) {
	n.set(index, true, "join the bridge", nl.NewRtAttr(unix.IFLA_MASTER, nl.Uint32Attr(uint32(bridge))))
}

// Unbundle lets an interface take one packet at a time: the kernel then cuts what
// programs send before it leaves, instead of sending bundles of up to 64 kB on
// links that could carry them.
func (n *Namespace) Unbundle(index int) {
	n.set(index, false, "segments", nl.NewRtAttr(unix.IFLA_GSO_MAX_SEGS, nl.Uint32Attr(1)))
}
