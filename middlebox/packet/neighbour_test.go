package packet_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/middlebox/packet"
)

// TestMarks reads with gopacket what Mark wrote, and wants the rest as it was.
func TestMarks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		data := sample(t, r)
		var p packet.Packet
		p.Parse(data)
		class, before := uint8(r.IntN(64)), data[p.Network+1]
		p.Mark(class)
		ip := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default).Layer(layers.LayerTypeIPv4).(*layers.IPv4)
		if ip.TOS != class<<2|before&3 || p.Class() != class {
			t.Fatalf("marked %x with %d: %x, class %d", before, class, ip.TOS, p.Class())
		}
		if fresh := anew(t, data); fresh[p.Network+10] != data[p.Network+10] || fresh[p.Network+11] != data[p.Network+11] {
			t.Fatalf("checksum %x, not %x", data[p.Network+10:p.Network+12], fresh[p.Network+10:p.Network+12])
		}
	}
}

// TestMarksOfIPv6 keeps version, congestion bits and flow label.
func TestMarksOfIPv6(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		six := &layers.IPv6{Version: 6, TrafficClass: uint8(r.Uint32()), FlowLabel: r.Uint32() & 0xfffff, NextHeader: layers.IPProtocolUDP, HopLimit: 3, SrcIP: make([]byte, 16), DstIP: make([]byte, 16)}
		udp := &layers.UDP{SrcPort: 5, DstPort: 6}
		_ = udp.SetNetworkLayerForChecksum(six)
		data := frame(t, append(ethernet(r, layers.EthernetTypeIPv6), six, udp)...)
		var p packet.Packet
		p.Parse(data)
		class := uint8(r.IntN(64))
		p.Mark(class)
		read := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default).Layer(layers.LayerTypeIPv6).(*layers.IPv6)
		if read.TrafficClass != class<<2|six.TrafficClass&3 || read.FlowLabel != six.FlowLabel || read.Version != 6 || p.Class() != class {
			t.Fatalf("marked %x with %d: %x, label %x", six.TrafficClass, class, read.TrafficClass, read.FlowLabel)
		}
	}
}

// TestMarksOfNothing leaves frames without IP alone, however short.
func TestMarksOfNothing(t *testing.T) {
	for length := 14; length < 20; length++ {
		data := make([]byte, length)
		var p packet.Packet
		p.Parse(data)
		p.Mark(63)
		if p.Class() != 0 || p.IsNeighbour() || string(data) != string(make([]byte, length)) {
			t.Errorf("%d bytes became %x", length, data)
		}
	}
}
