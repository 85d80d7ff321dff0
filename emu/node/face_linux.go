package node

import (
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
)

// SideOf reads how a gateway shall appear on an interface of this namespace from
// what the kernel is told of it: its Ethernet address, its first IPv4 address, and
// the routes that leave through it.
func SideOf(name string) (Side, error) {
	var s Side
	face, err := netlink.LinkByName(name)
	if err != nil {
		return s, fmt.Errorf("interface %s: %w", name, err)
	}
	s.Ethernet = [6]byte(append(face.Attrs().HardwareAddr, make([]byte, 6)...))
	addresses, err := netlink.AddrList(face, netlink.FAMILY_V4)
	if err != nil {
		return s, fmt.Errorf("interface %s: addresses: %w", name, err)
	}
	if len(addresses) == 0 {
		return s, fmt.Errorf("interface %s has no IPv4 address for a gateway to take: give it one with 'ip address add', or run the chain as a wire", name)
	}
	ones, _ := addresses[0].Mask.Size()
	own, _ := netip.AddrFromSlice(addresses[0].IP.To4())
	s.Address = netip.PrefixFrom(own, ones)
	routes, err := netlink.RouteList(face, netlink.FAMILY_V4)
	if err != nil {
		return s, fmt.Errorf("interface %s: routes: %w", name, err)
	}
	for _, r := range routes {
		via, ok := netip.AddrFromSlice(r.Gw.To4())
		if !ok {
			continue // on the link
		}
		to := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
		if r.Dst != nil {
			ones, _ = r.Dst.Mask.Size()
			base, _ := netip.AddrFromSlice(r.Dst.IP.To4())
			to = netip.PrefixFrom(base, ones)
		}
		s.Routes = append(s.Routes, Route{To: to, Via: via})
	}
	return s, nil
}
