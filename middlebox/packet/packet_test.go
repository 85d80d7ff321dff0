package packet_test

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/internal/checksum"
	"qanat/middlebox/packet"
)

// frame builds what a real stack would send, checksums included.
func frame(t testing.TB, all ...gopacket.SerializableLayer) []byte {
	t.Helper()
	buffer := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, all...); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// sample is a random frame that a NAT can rewrite.
func sample(t testing.TB, r *rand.Rand) []byte {
	ip := &layers.IPv4{Version: 4, TTL: 64, SrcIP: address(r), DstIP: address(r), Id: uint16(r.Uint32())}
	for range r.IntN(4) {
		ip.Options = append(ip.Options, layers.IPv4Option{OptionType: 1})
	}
	body := make(gopacket.Payload, r.IntN(1400))
	for i := range body {
		body[i] = byte(r.Uint32())
	}
	stack := ethernet(r, layers.EthernetTypeIPv4)
	switch r.IntN(3) {
	case 0:
		ip.Protocol = layers.IPProtocolTCP
		tcp := &layers.TCP{SrcPort: layers.TCPPort(r.Uint32()), DstPort: layers.TCPPort(r.Uint32()), Seq: r.Uint32(), SYN: r.IntN(2) == 0, Window: 9}
		_ = tcp.SetNetworkLayerForChecksum(ip)
		return frame(t, append(stack, ip, tcp, body)...)
	case 1:
		ip.Protocol = layers.IPProtocolUDP
		udp := &layers.UDP{SrcPort: layers.UDPPort(r.Uint32()), DstPort: layers.UDPPort(r.Uint32())}
		_ = udp.SetNetworkLayerForChecksum(ip)
		return frame(t, append(stack, ip, udp, body)...)
	}
	ip.Protocol = layers.IPProtocolICMPv4
	icmp := &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(8, 0), Id: uint16(r.Uint32()), Seq: 3}
	return frame(t, append(stack, ip, icmp, body)...)
}

func address(r *rand.Rand) net.IP { return binary.BigEndian.AppendUint32(nil, r.Uint32()) }

func ethernet(r *rand.Rand, inner layers.EthernetType) []gopacket.SerializableLayer {
	mac := net.HardwareAddr{2, 0, 0, 0, 0, 1}
	if r.IntN(3) > 0 {
		return []gopacket.SerializableLayer{&layers.Ethernet{SrcMAC: mac, DstMAC: mac, EthernetType: inner}}
	}
	return []gopacket.SerializableLayer{
		&layers.Ethernet{SrcMAC: mac, DstMAC: mac, EthernetType: layers.EthernetTypeDot1Q},
		&layers.Dot1Q{VLANIdentifier: 7, Type: inner},
	}
}

// TestAsGopacketReads compares every field with what another reader finds.
func TestAsGopacketReads(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		data := sample(t, r)
		var p packet.Packet
		if fault := p.Parse(data); fault != packet.None {
			t.Fatalf("%v: %x", fault, data)
		}
		other := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
		ip := other.Layer(layers.LayerTypeIPv4).(*layers.IPv4)
		want := uint64(binary.BigEndian.Uint32(ip.SrcIP))<<32 | uint64(binary.BigEndian.Uint32(ip.DstIP))
		if p.Version != 4 || p.Addresses4() != want || uint8(p.Protocol) != uint8(ip.Protocol) || p.Length() != int(ip.Length) {
			t.Fatalf("%+v, not %v", p, ip)
		}
		var ports uint32
		var body []byte
		switch l := other.TransportLayer().(type) {
		case *layers.TCP:
			ports, body = uint32(l.SrcPort)<<16|uint32(l.DstPort), l.Payload
			if l.SYN != (p.TCPFlags()&packet.SYN != 0) {
				t.Fatal("SYN")
			}
		case *layers.UDP:
			ports, body = uint32(l.SrcPort)<<16|uint32(l.DstPort), l.Payload
		default:
			icmp := other.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4)
			if !p.IsEcho() || p.Identifier() != icmp.Id || p.HasPorts() {
				t.Fatal("echo")
			}
			continue
		}
		if !p.HasPorts() || p.Ports() != ports || string(p.Body()) != string(body) {
			t.Fatalf("ports %x, body of %d, not %x, %d", p.Ports(), len(p.Body()), ports, len(body))
		}
	}
}

// TestChecksumsStayRight rewrites an end of packets, and nothing but that, and lets
// another implementation compute the checksums anew: the frames must be equal.
func TestChecksumsStayRight(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 20000 {
		data := sample(t, r)
		var p packet.Packet
		p.Parse(data)
		to, port := r.Uint32()>>(r.IntN(33)), uint16(r.Uint32())
		source := r.IntN(2) == 0
		addresses, ports := p.Addresses4(), portsOf(&p)
		switch {
		case p.IsEcho():
			p.RewriteEcho(source, to, port)
		case source:
			p.RewriteSource(to, port)
		default:
			p.RewriteTarget(to, port)
		}
		if source {
			addresses, ports = uint64(to)<<32|addresses&(1<<32-1), uint32(port)<<16|ports&(1<<16-1)
		} else {
			addresses, ports = addresses>>32<<32|uint64(to), ports>>16<<16|uint32(port)
		}
		if p.IsEcho() {
			ports = uint32(port)
		}
		if p.Addresses4() != addresses || portsOf(&p) != ports && (p.HasPorts() || p.IsEcho()) {
			t.Fatalf("%x and %x became %x and %x", addresses, ports, p.Addresses4(), portsOf(&p))
		}
		fresh := anew(t, data)
		if string(fresh) != string(data) {
			t.Fatalf("rewritten incrementally\n%x\nanew\n%x", data, fresh)
		}
	}
}

// portsOf returns what a packet has in the place of ports.
func portsOf(p *packet.Packet) uint32 {
	switch {
	case p.HasPorts():
		return p.Ports()
	case p.IsEcho():
		return uint32(p.Identifier())
	}
	return 0
}

// anew serialises what a frame says with fresh checksums.
func anew(t *testing.T, data []byte) []byte {
	var stack []gopacket.SerializableLayer
	var ip *layers.IPv4
	var rest []byte
	for _, l := range gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default).Layers() {
		switch l := l.(type) {
		case *layers.Ethernet, *layers.Dot1Q, *layers.ICMPv4:
		case *layers.IPv4:
			ip = l
		case *layers.TCP:
			_ = l.SetNetworkLayerForChecksum(ip)
		case *layers.UDP:
			_ = l.SetNetworkLayerForChecksum(ip)
		default:
			continue // guesses of what the payload means
		}
		stack, rest = append(stack, l.(gopacket.SerializableLayer)), l.LayerPayload()
	}
	return frame(t, append(stack, gopacket.Payload(rest))...)
}

// TestNoChecksumStaysNone, and what there is never becomes none: each port is tried,
// of which one makes the sum zero.
func TestNoChecksumStaysNone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	ip := &layers.IPv4{Version: 4, Protocol: layers.IPProtocolUDP, SrcIP: address(r), DstIP: address(r)}
	udp := &layers.UDP{SrcPort: 1, DstPort: 2}
	_ = udp.SetNetworkLayerForChecksum(ip)
	for plain := 0; plain < 2; {
		data := frame(t, append(ethernet(r, layers.EthernetTypeIPv4), ip, udp)...)
		var p packet.Packet
		p.Parse(data)
		if p.Plain != (plain == 1) {
			continue // with a tag first, then without
		}
		plain++
		sum, ones := data[p.Transport+6:], 0
		for port := range 1 << 16 {
			p.RewriteSource(77, uint16(port))
			switch binary.BigEndian.Uint16(sum) {
			case 0:
				t.Fatalf("port %d makes the checksum none (plain: %v)", port, p.Plain)
			case 0xffff:
				ones++
			}
		}
		if ones == 0 {
			t.Errorf("no port makes the sum zero (plain: %v)", p.Plain)
		}
		binary.BigEndian.PutUint16(sum, 0)
		if p.RewriteSource(77, 8); binary.BigEndian.Uint16(sum) != 0 {
			t.Errorf("a checksum of %x where there was none (plain: %v)", sum[:2], p.Plain)
		}
	}
}

func TestIPv6(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	ip := &layers.IPv6{Version: 6, NextHeader: layers.IPProtocolIPv6HopByHop, HopLimit: 3, SrcIP: make(net.IP, 16), DstIP: net.ParseIP("2001:db8::1")}
	hop := &layers.IPv6HopByHop{}
	hop.NextHeader = layers.IPProtocolTCP
	hop.Options = []*layers.IPv6HopByHopOption{{OptionType: 1, OptionData: []byte{0, 0, 0, 0}, ActualLength: 6, OptionLength: 4}}
	tcp := &layers.TCP{SrcPort: 5, DstPort: 6}
	_ = tcp.SetNetworkLayerForChecksum(ip)
	data := frame(t, append(ethernet(r, layers.EthernetTypeIPv6), ip, hop, tcp, gopacket.Payload("abc"))...)
	var p packet.Packet
	if fault := p.Parse(data); fault != packet.None {
		t.Fatalf("%v: %x", fault, data)
	}
	if p.Version != 6 || p.Protocol != packet.TCP || p.Ports() != 5<<16|6 || string(p.Body()) != "abc" || p.Addresses6()[31] != 1 {
		t.Errorf("%+v", p)
	}
}

func TestLaterFragmentsHaveNoPorts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	ip := &layers.IPv4{Version: 4, Protocol: layers.IPProtocolUDP, SrcIP: address(r), DstIP: address(r), FragOffset: 185}
	data := frame(t, append(ethernet(r, layers.EthernetTypeIPv4), ip, gopacket.Payload("the rest"))...)
	var p packet.Packet
	if fault := p.Parse(data); fault != packet.None || p.HasPorts() || !p.Later || !p.Fragment {
		t.Fatalf("%v %+v", fault, p)
	}
	p.RewriteSource(0x01020304, 99)
	if fresh := anew(t, data); string(fresh) != string(data) {
		t.Errorf("%x, not %x", data, fresh)
	}
}

// FuzzParse looks for frames that are accepted and then read beyond their end.
func FuzzParse(f *testing.F) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 20 {
		f.Add(sample(f, r))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte{}, data...)
		var p packet.Packet
		if p.Parse(data[:len(data):len(data)]) != packet.None || p.Version == 0 {
			return
		}
		_ = p.Body()
		if p.Version == 6 {
			_ = p.Addresses6()
		}
		if p.HasPorts() {
			_ = p.Ports()
			if p.Protocol == packet.TCP {
				_ = p.TCPFlags()
			}
		}
		if p.Version == 4 {
			p.RewriteSource(uint32(p.Addresses4()), 7)
			p.RewriteTarget(1, 2)
			if p.IsEcho() {
				p.RewriteEcho(true, 1, p.Identifier())
			}
		}
		var again packet.Packet
		if fault := again.Parse(data); fault != packet.None {
			t.Errorf("%v after rewriting", fault)
		}
	})
}

// TestQuoted rewrites what an error message quotes, and judges the message by
// another reader and by the checksum of all of it.
func TestQuoted(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 3000 {
		lost := sample(t, r)
		var was packet.Packet
		was.Parse(lost)
		quoted := lost[was.Network:min(int(was.Transport)+8+r.IntN(30), len(lost))]
		ip := &layers.IPv4{Version: 4, TTL: 9, Protocol: layers.IPProtocolICMPv4, SrcIP: address(r), DstIP: address(r)}
		icmp := &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode([]uint8{3, 11, 12}[r.IntN(3)], 1)}
		data := frame(t, append(ethernet(r, layers.EthernetTypeIPv4), ip, icmp, gopacket.Payload(quoted))...)
		var p packet.Packet
		if fault := p.Parse(data); fault != packet.None {
			t.Fatal(fault)
		}
		q, ok := p.Quoted()
		if !ok || q.Addresses4() != was.Addresses4() || was.HasPorts() && q.Ports() != was.Ports() {
			t.Fatalf("%v %+v", ok, q)
		}
		source := r.IntN(2) == 0
		p.RewriteQuoted(&q, source, 0x01020304, 77)
		if fresh := anew(t, data); string(fresh) != string(data) {
			t.Fatalf("%x\nanew\n%x", data, fresh)
		}
		mine, theirs := uint32(q.Addresses4()>>32), uint32(p.Addresses4())
		if !source {
			mine, theirs = uint32(q.Addresses4()), uint32(p.Addresses4()>>32)
		}
		if mine != 0x01020304 || theirs != 0x01020304 {
			t.Fatalf("rewritten to %x and %x", mine, theirs)
		}
		header := data[q.Network:q.Transport]
		if checksum.Fold(checksum.Sum(header)) != 0xffff {
			t.Fatalf("the quoted header's checksum is wrong: %x", header)
		}
	}
}

func TestSetBody(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	for range 2000 {
		data := append(make([]byte, 0, 2048), sample(t, r)...)
		var p packet.Packet
		p.Parse(data)
		body := make([]byte, r.IntN(1200))
		if tcp := p.Protocol == packet.TCP; p.SetBody(body) != tcp {
			t.Fatalf("protocol %d", p.Protocol)
		} else if !tcp {
			continue
		}
		p.SetSequence(p.Sequence() + 5)
		p.SetAcknowledged(^p.Acknowledged())
		if fresh := anew(t, p.Data); !strings.HasPrefix(string(fresh), string(p.Data)) { // which may be padded
			t.Fatalf("%x\nanew\n%x", p.Data, fresh)
		}
	}
	whole := sample(t, r)
	var p packet.Packet
	for p.Parse(whole); p.Protocol != packet.TCP; p.Parse(whole) {
		whole = sample(t, r)
	}
	p.Data = p.Data[:len(p.Data):len(p.Data)]
	if p.SetBody(make([]byte, len(whole))) {
		t.Error("a body that its frame has no room for")
	}
}
