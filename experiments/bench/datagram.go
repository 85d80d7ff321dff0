//go:build linux

package bench

import (
	"net"
	"net/netip"

	"qanat/emu/engine"
	"qanat/emu/kernel"
	"qanat/emu/probe"
)

// interfaceOf returns an interface of a namespace.
func interfaceOf(s engine.Side) (face *net.Interface, err error) {
	err = kernel.Do(s.Space, func() (err error) {
		face, err = net.InterfaceByName(s.Interface)
		return err
	})
	return face, err
}

// discardPort is where packets go that nobody is to answer.
const discardPort = 9

// datagram is a packet of UDP, to that port, in a frame for an interface, as short as
// Ethernet allows.
func datagram(to engine.Side, source, destination netip.Addr) ([]byte, error) {
	face, err := interfaceOf(to)
	if err != nil {
		return nil, err
	}
	const shortest = 60 // 64 bytes with what hardware adds
	header := probe.Header{
		From: net.HardwareAddr{2, 0, 0, 0, 0, 1}, To: face.HardwareAddr,
		Source: source, Destination: destination, Port: discardPort, Size: shortest,
	}
	frame := make([]byte, shortest)
	copy(frame, header.Bytes())
	return frame, nil
}

// discard opens the socket to which packets go, with room for hardly any.
func discard(space string, at netip.Addr) (c *net.UDPConn, err error) {
	err = kernel.Do(space, func() (err error) {
		c, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, discardPort)))
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := c.SetReadBuffer(1); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}
