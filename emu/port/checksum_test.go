package port

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/emu/tpacket"
)

// packet serializes a frame with valid checksums, by code that nothing here
// shares.
func packet(t *testing.T, tagged, six bool, protocol layers.IPProtocol, payload []byte) []byte {
	t.Helper()
	kind := layers.EthernetTypeIPv4
	if six {
		kind = layers.EthernetTypeIPv6
	}
	ether := &layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: kind}
	stack := []gopacket.SerializableLayer{ether}
	if tagged {
		ether.EthernetType = layers.EthernetTypeDot1Q
		stack = append(stack, &layers.Dot1Q{VLANIdentifier: 7, Type: kind})
	}
	var network interface {
		gopacket.SerializableLayer
		gopacket.NetworkLayer
	} = &layers.IPv4{Version: 4, TTL: 64, Protocol: protocol, SrcIP: []byte{10, 0, 0, 1}, DstIP: []byte{10, 0, 0, 2}, Options: []layers.IPv4Option{{OptionType: 1}}}
	if six {
		network = &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: protocol, SrcIP: bytes.Repeat([]byte{1}, 16), DstIP: bytes.Repeat([]byte{2}, 16)}
	}
	stack = append(stack, network)
	tcp, udp := &layers.TCP{SrcPort: 1, DstPort: 2}, &layers.UDP{SrcPort: 3, DstPort: 4}
	if protocol == layers.IPProtocolTCP {
		stack = append(stack, tcp)
	} else {
		stack = append(stack, udp)
	}
	_, _ = tcp.SetNetworkLayerForChecksum(network), udp.SetNetworkLayerForChecksum(network)
	out := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(out, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, append(stack, gopacket.Payload(payload))...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// where is the place of the checksum in a frame that packet made, and the sum that
// the kernel leaves there if hardware is to finish it.
func where(frame []byte, tagged, six bool, protocol layers.IPProtocol, payload int) (start, at int, left uint16) {
	network, head, length := 14, 24, 20+payload
	if tagged {
		network = 18
	}
	addresses := frame[network+12 : network+20]
	if six {
		head, addresses = 40, frame[network+8:network+40]
	}
	start, at = network+head, network+head+16
	if protocol == layers.IPProtocolUDP {
		at, length = start+6, 8+payload // the frame may be padded
	}
	sum := uint32(protocol) + uint32(length)
	for k := 0; k < len(addresses); k += 2 {
		sum += uint32(binary.BigEndian.Uint16(addresses[k:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return start, at, uint16(sum)
}

func TestChecksumsThatWereLeftAreFinished(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		tagged, six := random.IntN(2) == 1, random.IntN(2) == 1
		protocol := []layers.IPProtocol{layers.IPProtocolTCP, layers.IPProtocolUDP}[random.IntN(2)]
		payload := make([]byte, random.IntN(1400))
		for k := range payload {
			payload[k] = byte(random.Uint32())
		}
		want := packet(t, tagged, six, protocol, payload)
		start, at, left := where(want, tagged, six, protocol, len(payload))

		untold := bytes.Clone(want)
		finishUntold(untold)
		if !bytes.Equal(untold, want) {
			t.Fatalf("a finished checksum is changed: tagged %t, IPv6 %t, %v, %d bytes", tagged, six, protocol, len(payload))
		}
		binary.BigEndian.PutUint16(untold[at:], left)
		told := bytes.Clone(untold)
		if finishUntold(untold); !bytes.Equal(untold, want) {
			t.Fatalf("a checksum is not finished: tagged %t, IPv6 %t, %v, %d bytes", tagged, six, protocol, len(payload))
		}
		header := make([]byte, virtioBytes)
		header[0] = 1 // VIRTIO_NET_HDR_F_NEEDS_CSUM
		binary.NativeEndian.PutUint16(header[6:], uint16(start))
		binary.NativeEndian.PutUint16(header[8:], uint16(at-start))
		if !finish(header, told) || !bytes.Equal(told, want) {
			t.Fatalf("a checksum is not finished that the kernel names: tagged %t, IPv6 %t, %v, %d bytes", tagged, six, protocol, len(payload))
		}
	}
}

func TestBundlesAndOddHeadersAreNoFrames(t *testing.T) {
	data := make([]byte, 100)
	if finish([]byte{0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, data) {
		t.Error("a bundle of segments passes")
	}
	far := []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	binary.NativeEndian.PutUint16(far[6:], 90)
	binary.NativeEndian.PutUint16(far[8:], 9)
	if finish(far, data) {
		t.Error("a checksum outside of the frame passes")
	}
}

func TestTagsArePutBack(t *testing.T) {
	p, err := NewPool(Shape{Frames: 1, FrameBytes: 2048, HeadBytes: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	want := packet(t, true, false, layers.IPProtocolUDP, []byte("payload"))
	var f [1]Frame
	p.Get(f[:])
	f[0].Reserve(len(want) - 4)
	copy(f[0].Data, want[:12])
	copy(f[0].Data[12:], want[16:])
	const valid, kindValid = 1 << 4, 1 << 6
	if !retag(&f[0], tpacket.Tag{Status: valid | kindValid, TCI: 7, Kind: 0x8100}) || !bytes.Equal(f[0].Data, want) {
		t.Errorf("% x, want % x", f[0].Data, want)
	}
	if retag(&f[0], tpacket.Tag{Status: valid, TCI: 7}) {
		t.Error("a tag is put where there is no room")
	}
}

// FuzzFinishUntold looks for frames that make it panic, or that it changes
// elsewhere than in a checksum.
func FuzzFinishUntold(f *testing.F) {
	f.Add([]byte{})
	f.Add(append(make([]byte, 12), 8, 0, 0x4f, 0, 0, 60))
	f.Add(append(make([]byte, 12), 0x81, 0, 0, 0, 0x86, 0xdd))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		finishUntold(data)
		changed := 0
		for k := range data {
			if data[k] != before[k] {
				changed++
			}
		}
		if changed > 2 {
			t.Errorf("%d bytes are changed", changed)
		}
	})
}
