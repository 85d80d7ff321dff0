//go:build linux

package probe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// Sizes of the headers of a packet, in bytes.
const (
	ethernet = 14
	ip       = 20
	udp      = 8
	headers  = ethernet + ip + udp
)

// hardwareOf returns the hardware address of the interface, in the thread's
// namespace, that has an address.
func hardwareOf(a netip.Addr) (net.HardwareAddr, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	for _, face := range all {
		if _, err := addressOf(&face, func(own netip.Addr) bool { return own == a }); err == nil {
			return face.HardwareAddr, nil
		}
	}
	return nil, fmt.Errorf("no interface has the address %v", a)
}

// frames lets packets leave by an interface as frames for a neighbour's hardware
// address: nobody needs to be asked for that, which over a link of seconds nobody
// would answer in time.
func (p *path) frames(s *Spec, there net.HardwareAddr, port int) error {
	face, err := net.InterfaceByName(s.Via)
	if err != nil {
		return err
	}
	own, err := addressOf(face, netip.Addr.Is4)
	if err != nil {
		return err
	}
	if len(there) != 6 || len(face.HardwareAddr) != 6 {
		return errors.New("probes are sent by hardware address, and the interfaces have none: leave Via out")
	}
	p.header = Header{From: face.HardwareAddr, To: there, Source: own, Destination: s.Address, Port: port, Size: s.Size}.Bytes()
	p.out, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0) // protocol 0: it receives nothing
	if err != nil {
		return err
	}
	return unix.Bind(p.out, &unix.SockaddrLinklayer{Ifindex: face.Index})
}

// addressOf returns the first address of an interface that is wanted.
func addressOf(face *net.Interface, wanted func(netip.Addr) bool) (netip.Addr, error) {
	all, err := face.Addrs()
	if err != nil {
		return netip.Addr{}, err
	}
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		if err == nil && wanted(prefix.Addr()) {
			return prefix.Addr(), nil
		}
	}
	return netip.Addr{}, fmt.Errorf("interface %s has no address to send from", face.Name)
}

// Header is what the headers of a frame say: of Ethernet, IPv4 and UDP.
type Header struct {
	From, To            net.HardwareAddr
	Source, Destination netip.Addr
	Port                int // both of them
	Size                int // of the frame, in bytes, without the check sequence
}

// Bytes returns the headers, before which nothing comes. UDP goes without a checksum,
// which IPv4 allows.
func (x Header) Bytes() []byte {
	h := append(append(append(make([]byte, 0, headers), x.To...), x.From...), 0x08, 0x00)
	h = append(h, 0x45, 0)
	h = binary.BigEndian.AppendUint16(h, uint16(x.Size-ethernet))
	const whole, hops, protocol = 0x4000, 64, 17
	h = binary.BigEndian.AppendUint32(h, whole)
	h = append(h, hops, protocol, 0, 0)
	h = append(append(h, x.Source.AsSlice()...), x.Destination.AsSlice()...)
	sum := uint32(0)
	for k := ethernet; k < ethernet+ip; k += 2 {
		sum += uint32(binary.BigEndian.Uint16(h[k:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	binary.BigEndian.PutUint16(h[ethernet+10:], ^uint16(sum))
	for _, v := range []int{x.Port, x.Port, x.Size - ethernet - ip, 0} {
		h = binary.BigEndian.AppendUint16(h, uint16(v))
	}
	return h
}
