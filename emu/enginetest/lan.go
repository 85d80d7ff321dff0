//go:build linux

package enginetest

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/ipv4"

	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/probe"
)

// onLAN brings up a lab of three nodes on a LAN.
func (s suite) onLAN(t *testing.T, m impair.Impairment) *pair {
	t.Helper()
	return upLab(t, s.engine, &lab.Lab{
		Name: "conformance", Nodes: []lab.Node{{Name: "a"}, {Name: "b"}, {Name: "c"}}, Seed: 1,
		LANs: []lab.LAN{{Name: "lan", Members: []string{"a", "b", "c"}, Impairment: m}},
	})
}

// lan: each member's way in does what is asked of the LAN, once.
func (s suite) lan(t *testing.T) {
	const packets, loss, delay = 3000, 0.1, 10 * time.Millisecond
	p := s.onLAN(t, impair.Impairment{Delay: delay, Loss: impair.Chance{Share: loss}})
	for from := range 3 {
		r := p.between(from, (from+1)%3, probe.Spec{Packets: packets, PerSecond: 3000})
		d := r.Delays()
		slices.Sort(d)
		if d[0] < delay || d[len(d)/2]-delay > s.slack {
			t.Errorf("from member %d packets take %v at least and %v in the median, of %v", from, d[0], d[len(d)/2], delay)
		}
		near(t, fmt.Sprint("share lost from member ", from), float64(r.Lost())/packets, loss, within(loss, packets, 0))
	}
}

// multicast: what the sender's way in does not lose reaches every other member, at
// the time it should.
func (s suite) multicast(t *testing.T) {
	const packets, loss, delay, port = 300, 0.2, 10 * time.Millisecond, 5353
	group := net.UDPAddr{IP: net.IPv4(239, 1, 2, 3), Port: port}
	p := s.onLAN(t, impair.Impairment{Delay: delay, Loss: impair.Chance{Share: loss}})
	var got [2]chan map[uint32]time.Duration
	for k := range got {
		got[k] = make(chan map[uint32]time.Duration, 1)
		var c *net.UDPConn
		if err := kernel.Do(p.Space(k+1), func() error {
			face, err := net.InterfaceByName("eth0")
			if err == nil {
				c, err = net.ListenMulticastUDP("udp4", face, &group)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		go func() { got[k] <- listenAll(c, packets) }()
	}
	p.shout(group, packets)
	first, second := <-got[0], <-got[1]
	near(t, "share that arrives", float64(len(first))/packets, 1-loss, within(loss, packets, 0))
	for number, took := range first {
		if other, found := second[number]; !found || min(took, other) < delay || max(took, other) > delay+20*s.slack {
			t.Errorf("packet %d takes %v to one member and %v to the other (it arrives: %v)", number, took, other, found)
		}
	}
	if len(first) != len(second) {
		t.Errorf("%d packets arrive at one member, %d at the other", len(first), len(second))
	}
}

// shout sends numbered packets with their times from the first node to a group.
func (p *pair) shout(group net.UDPAddr, packets int) {
	p.t.Helper()
	var c net.PacketConn
	if err := kernel.Do(p.Space(0), func() error {
		face, err := net.InterfaceByName("eth0")
		if err == nil {
			c, err = net.ListenPacket("udp4", fmt.Sprint(p.Plan.Address(0), ":0"))
		}
		if err == nil {
			err = ipv4.NewPacketConn(c).SetMulticastInterface(face)
		}
		return err
	}); err != nil {
		p.t.Fatal(err)
	}
	defer c.Close()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for k := range packets {
		<-tick.C
		b := binary.LittleEndian.AppendUint32(nil, uint32(k))
		if _, err := c.WriteTo(binary.LittleEndian.AppendUint64(b, uint64(time.Now().UnixNano())), &group); err != nil {
			p.t.Fatal(err)
		}
	}
}

// listenAll notes how long each packet took, until none has come for a while.
func listenAll(c *net.UDPConn, packets int) map[uint32]time.Duration {
	defer c.Close()
	took := map[uint32]time.Duration{}
	buffer := make([]byte, 64)
	patience := 2 * time.Second
	for len(took) < packets {
		c.SetReadDeadline(time.Now().Add(patience))
		n, err := c.Read(buffer)
		if err != nil {
			break
		}
		const size = 12
		if n == size {
			took[binary.LittleEndian.Uint32(buffer)] = time.Duration(time.Now().UnixNano() - int64(binary.LittleEndian.Uint64(buffer[4:])))
		}
	}
	return took
}
