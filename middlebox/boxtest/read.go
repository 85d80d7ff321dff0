package boxtest

import (
	"encoding/binary"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/internal/checksum"
	"qanat/middlebox/packet"
)

// Read reads a frame with gopacket, and tells whether all its checksums are right.
func Read(data []byte) (f Frame, ok bool) {
	read := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
	switch ip := read.NetworkLayer().(type) {
	case *layers.IPv4:
		f.Source, f.Target = binary.BigEndian.Uint32(ip.SrcIP), binary.BigEndian.Uint32(ip.DstIP)
		f.Protocol = packet.Protocol(ip.Protocol)
	case *layers.IPv6:
		f.Source, f.Target = binary.BigEndian.Uint32(ip.SrcIP[12:]), binary.BigEndian.Uint32(ip.DstIP[12:])
		f.Protocol, f.Six = packet.Protocol(ip.NextHeader), true
	default:
		return f, false
	}
	f.transport(read)
	return f, string(f.remade(data)) == string(data)
}

// transport reads what is above IP.
func (f *Frame) transport(read gopacket.Packet) {
	if tcp, is := read.Layer(layers.LayerTypeTCP).(*layers.TCP); is {
		f.SourcePort, f.TargetPort, f.Body = uint16(tcp.SrcPort), uint16(tcp.DstPort), string(tcp.Payload)
		f.Seq, f.Ack = tcp.Seq, tcp.Ack
		for flag, set := range map[uint8]bool{packet.FIN: tcp.FIN, packet.SYN: tcp.SYN, packet.RST: tcp.RST, packet.PSH: tcp.PSH, packet.ACK: tcp.ACK} {
			if set {
				f.Flags |= flag
			}
		}
	}
	if udp, is := read.Layer(layers.LayerTypeUDP).(*layers.UDP); is {
		f.SourcePort, f.TargetPort, f.Body = uint16(udp.SrcPort), uint16(udp.DstPort), string(udp.Payload)
	}
	if icmp, is := read.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4); is {
		f.SourcePort, f.TargetPort, f.Body = icmp.Id, icmp.Id, string(icmp.Payload)
		f.Reply = icmp.TypeCode.Type() == layers.ICMPv4TypeEchoReply
	}
	if echo, is := read.Layer(layers.LayerTypeICMPv6Echo).(*layers.ICMPv6Echo); is {
		icmp := read.Layer(layers.LayerTypeICMPv6).(*layers.ICMPv6)
		f.SourcePort, f.TargetPort, f.Body = echo.Identifier, echo.Identifier, string(icmp.Payload[4:])
		f.Reply = icmp.TypeCode.Type() == layers.ICMPv6TypeEchoReply
	}
}

// remade is the frame as it should be, but for the fields that Read does not keep:
// Ethernet addresses, the class of service and the time to live.
func (f Frame) remade(as []byte) []byte {
	data := f.Bytes()
	copy(data[:12], as[:12])
	header := data[14:]
	if f.Six {
		copy(header[:2], as[14:16])
		header[7] = as[14+7]
		return data
	}
	header[1], header[8] = as[14+1], as[14+8]
	header[10], header[11] = 0, 0
	binary.BigEndian.PutUint16(header[10:], ^checksum.Fold(checksum.Sum(header[:20])))
	return data
}
