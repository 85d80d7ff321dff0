//go:build linux

package kernel

import (
	"encoding/binary"
	"net/netip"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// Address gives an interface an IPv4 address.
func (n *Namespace) Address(index int, p netip.Prefix) {
	r := nl.NewNetlinkRequest(unix.RTM_NEWADDR, unix.NLM_F_CREATE|unix.NLM_F_EXCL)
	own := nl.NewIfAddrmsg(unix.AF_INET)
	own.Index, own.Prefixlen = uint32(index), uint8(p.Bits())
	r.AddData(own)
	address := p.Addr().AsSlice()
	r.AddData(nl.NewRtAttr(unix.IFA_LOCAL, address))
	r.AddData(nl.NewRtAttr(unix.IFA_ADDRESS, address))
	if p.Bits() < 31 { // smaller networks have none (RFC 3021)
		r.AddData(nl.NewRtAttr(unix.IFA_BROADCAST, broadcast(p)))
	}
	n.ask(r, "interface %s: address %v", n.face(index), p)
}

// broadcast is the address of all in a network.
func broadcast(p netip.Prefix) []byte {
	last := binary.BigEndian.Uint32(p.Addr().AsSlice()) | uint32(1<<(32-p.Bits())-1)
	return binary.BigEndian.AppendUint32(nil, last)
}

// Route sends what is for an IPv4 prefix to a neighbour.
func (n *Namespace) Route(to netip.Prefix, via netip.Addr, index int) {
	r := nl.NewNetlinkRequest(unix.RTM_NEWROUTE, unix.NLM_F_CREATE|unix.NLM_F_REPLACE)
	own := nl.NewRtMsg()
	own.Family, own.Dst_len, own.Protocol = unix.AF_INET, uint8(to.Bits()), unix.RTPROT_STATIC
	r.AddData(own)
	r.AddData(nl.NewRtAttr(unix.RTA_DST, to.Addr().AsSlice()))
	r.AddData(nl.NewRtAttr(unix.RTA_GATEWAY, via.AsSlice()))
	r.AddData(nl.NewRtAttr(unix.RTA_OIF, nl.Uint32Attr(uint32(index))))
	n.ask(r, "route to %v via %v", to, via)
}
