package boxtest

import (
	"encoding/binary"
	"net"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// Frame is an Ethernet frame to be made, or as read by gopacket.
type Frame struct {
	flow.Tuple        // of an echo both ports are the identifier
	Six        bool   // over IPv6: the addresses' numbers end those of 2001:db8::/96
	Reply      bool   // of an echo
	Flags      uint8  // of TCP
	Seq, Ack   uint32 // of TCP
	Body       string
}

// Bytes returns the frame with correct lengths and checksums.
func (f Frame) Bytes() []byte {
	kind, ip, pseudo := f.network()
	stack := []gopacket.SerializableLayer{&layers.Ethernet{
		SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, 2}, EthernetType: kind,
	}, ip}
	switch f.Protocol {
	case packet.TCP:
		tcp := &layers.TCP{SrcPort: layers.TCPPort(f.SourcePort), DstPort: layers.TCPPort(f.TargetPort), Seq: f.Seq, Ack: f.Ack, Window: 1000}
		tcp.FIN, tcp.SYN, tcp.RST = f.Flags&packet.FIN != 0, f.Flags&packet.SYN != 0, f.Flags&packet.RST != 0
		tcp.PSH, tcp.ACK = f.Flags&packet.PSH != 0, f.Flags&packet.ACK != 0
		_ = tcp.SetNetworkLayerForChecksum(pseudo)
		stack = append(stack, tcp)
	case packet.UDP:
		udp := &layers.UDP{SrcPort: layers.UDPPort(f.SourcePort), DstPort: layers.UDPPort(f.TargetPort)}
		_ = udp.SetNetworkLayerForChecksum(pseudo)
		stack = append(stack, udp)
	case packet.ICMP:
		stack = append(stack, f.echo4())
	case packet.ICMPv6:
		icmp := &layers.ICMPv6{TypeCode: layers.CreateICMPv6TypeCode(layers.ICMPv6TypeEchoRequest, 0)}
		if f.Reply {
			icmp.TypeCode = layers.CreateICMPv6TypeCode(layers.ICMPv6TypeEchoReply, 0)
		}
		_ = icmp.SetNetworkLayerForChecksum(pseudo)
		stack = append(stack, icmp, &layers.ICMPv6Echo{Identifier: f.SourcePort})
	}
	buffer := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buffer, options, append(stack, gopacket.Payload(f.Body))...); err != nil {
		panic(err) // the layers above are always valid
	}
	return buffer.Bytes()
}

// Length is that of the frame's IP packet in bytes.
func (f Frame) Length() int {
	length := 20 + 8 + len(f.Body)
	if f.Six {
		length += 20
	}
	if f.Protocol == packet.TCP {
		length += 12
	}
	return length
}

// network returns the header of IP, also as what checksums above it need.
func (f Frame) network() (layers.EthernetType, gopacket.SerializableLayer, gopacket.NetworkLayer) {
	if f.Six {
		ip := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocol(f.Protocol), SrcIP: address6(f.Source), DstIP: address6(f.Target)}
		return layers.EthernetTypeIPv6, ip, ip
	}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocol(f.Protocol), SrcIP: address(f.Source), DstIP: address(f.Target)}
	return layers.EthernetTypeIPv4, ip, ip
}

func (f Frame) echo4() *layers.ICMPv4 {
	kind := uint8(layers.ICMPv4TypeEchoRequest)
	if f.Reply {
		kind = layers.ICMPv4TypeEchoReply
	}
	return &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(kind, 0), Id: f.SourcePort}
}

func address(a uint32) net.IP { return binary.BigEndian.AppendUint32(nil, a) }

func address6(a uint32) net.IP {
	return binary.BigEndian.AppendUint32([]byte{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0}, a)
}
