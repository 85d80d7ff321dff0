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
	Reply      bool   // of an echo
	Flags      uint8  // of TCP
	Seq, Ack   uint32 // of TCP
	Body       string
}

// Bytes returns the frame with correct lengths and checksums.
func (f Frame) Bytes() []byte {
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocol(f.Protocol), SrcIP: address(f.Source), DstIP: address(f.Target)}
	stack := []gopacket.SerializableLayer{&layers.Ethernet{
		SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, 2}, EthernetType: layers.EthernetTypeIPv4,
	}, ip}
	switch f.Protocol {
	case packet.TCP:
		tcp := &layers.TCP{SrcPort: layers.TCPPort(f.SourcePort), DstPort: layers.TCPPort(f.TargetPort), Seq: f.Seq, Ack: f.Ack, Window: 1000}
		tcp.FIN, tcp.SYN, tcp.RST = f.Flags&packet.FIN != 0, f.Flags&packet.SYN != 0, f.Flags&packet.RST != 0
		tcp.PSH, tcp.ACK = f.Flags&packet.PSH != 0, f.Flags&packet.ACK != 0
		_ = tcp.SetNetworkLayerForChecksum(ip)
		stack = append(stack, tcp)
	case packet.UDP:
		udp := &layers.UDP{SrcPort: layers.UDPPort(f.SourcePort), DstPort: layers.UDPPort(f.TargetPort)}
		_ = udp.SetNetworkLayerForChecksum(ip)
		stack = append(stack, udp)
	case packet.ICMP:
		kind := uint8(layers.ICMPv4TypeEchoRequest)
		if f.Reply {
			kind = layers.ICMPv4TypeEchoReply
		}
		stack = append(stack, &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(kind, 0), Id: f.SourcePort})
	}
	buffer := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buffer, options, append(stack, gopacket.Payload(f.Body))...); err != nil {
		panic(err) // the layers above are always valid
	}
	return buffer.Bytes()
}

func address(a uint32) net.IP { return binary.BigEndian.AppendUint32(nil, a) }

// Read reads a frame with gopacket, and tells whether all its checksums are right.
func Read(data []byte) (f Frame, ok bool) {
	read := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
	ip, isIP := read.Layer(layers.LayerTypeIPv4).(*layers.IPv4)
	if !isIP {
		return f, false
	}
	f.Source, f.Target = binary.BigEndian.Uint32(ip.SrcIP), binary.BigEndian.Uint32(ip.DstIP)
	f.Protocol = packet.Protocol(ip.Protocol)
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
	return f, string(f.remade(ip)[12:]) == string(data[12:])
}

// remade is the frame as it should be, in what Read does not keep as it was.
func (f Frame) remade(ip *layers.IPv4) []byte {
	data := f.Bytes()
	data[14+8] = ip.TTL
	header := data[14 : 14+20]
	header[10], header[11] = 0, 0
	binary.BigEndian.PutUint16(header[10:], ^uint16(packet.Sum(header, 0)))
	return data
}
