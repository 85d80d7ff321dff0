package traffic

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/emu/port"
)

// example is a spec to vary.
func example() Spec {
	return Spec{
		PacketsPerSecond: 1e6, Packets: 1000, Flows: 100, Sizes: []Size{{64, 1}},
		From: Ends{MAC: [6]byte{2, 0, 0, 0, 0, 1}, MACs: 1, Address: netip.MustParseAddr("10.1.0.0"), Addresses: 65536, Port: 1024, Ports: 100},
		To:   Ends{MAC: [6]byte{2, 0, 0, 0, 0, 2}, MACs: 1, Address: netip.MustParseAddr("10.2.0.1"), Addresses: 1, Port: 80, Ports: 1},
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }

// all returns copies of all packets that a spec and a seed make.
func all(t testing.TB, s Spec, seed uint64) (packets [][]byte) {
	t.Helper()
	g, err := NewGenerator(s, seeded(seed))
	if err != nil {
		t.Fatal(err)
	}
	pool := newPool(t)
	for {
		due, more := g.Due()
		if !more {
			return packets
		}
		var f [1]port.Frame
		if pool.Get(f[:]) != 1 || !g.Build(&f[0], due, 0) {
			t.Fatal("no room")
		}
		packets = append(packets, bytes.Clone(f[0].Data))
		port.Put(f[:])
	}
}

func newPool(t testing.TB) *port.Pool {
	t.Helper()
	shape := port.DefaultShape
	shape.Frames = 1024
	pool, err := port.NewPool(shape)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// variants are specs that use every way to build packets.
func variants() map[string]Spec {
	v := map[string]Spec{"udp4": example()}
	change := func(name string, with func(*Spec)) {
		s := example()
		with(&s)
		v[name] = s
	}
	six := func(s *Spec) {
		s.From.Address, s.To.Address = netip.MustParseAddr("fd00::1:0"), netip.MustParseAddr("fd00:1::9")
		s.Sizes = []Size{{92, 1}, {301, 2}}
	}
	change("tcp4", func(s *Spec) { s.TCP, s.Sizes = true, []Size{{72, 1}, {1001, 1}} })
	change("udp6", six)
	change("tcp6", func(s *Spec) { six(s); s.TCP = true })
	change("imix", func(s *Spec) { s.Sizes = IMIX })
	change("macs", func(s *Spec) { s.From.MACs, s.To.MACs = 300, 7 })
	change("poisson, new flows", func(s *Spec) { s.Poisson, s.NewFlowsPerSecond = true, 1e5 })
	change("zipf", func(s *Spec) { s.Popularity, s.Exponent = Zipf, 1 })
	change("trace", func(s *Spec) { s.Popularity = Trace })
	change("bits", func(s *Spec) { s.PacketsPerSecond, s.BitsPerSecond, s.Sizes = 0, 1e9, IMIX })
	return v
}

// TestPacketsAreValid lets code that shares nothing with ours read them.
func TestPacketsAreValid(t *testing.T) {
	for name, s := range variants() {
		for k, data := range all(t, s, 1) {
			p := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.DecodeOptions{})
			if e := p.ErrorLayer(); e != nil {
				t.Fatalf("%s, packet %d: %v", name, k, e.Error())
			}
			var err error
			if u, isUDP := p.TransportLayer().(*layers.UDP); isUDP {
				err = u.SetNetworkLayerForChecksum(p.NetworkLayer())
			} else {
				err = p.TransportLayer().(*layers.TCP).SetNetworkLayerForChecksum(p.NetworkLayer())
			}
			if err != nil {
				t.Fatal(err)
			}
			wrong, mismatches := p.VerifyChecksums()
			if wrong != nil {
				t.Fatalf("%s, packet %d: %v", name, k, wrong)
			}
			if len(mismatches) > 0 {
				t.Fatalf("%s, packet %d: checksum %+v of %x", name, k, mismatches, data)
			}
			checkLayers(t, name, &s, p)
		}
	}
}

func checkLayers(t *testing.T, name string, s *Spec, p gopacket.Packet) {
	t.Helper()
	within := func(what string, got, first, n int) {
		if got < first || got >= first+n {
			t.Errorf("%s: %s %d is not among the %d from %d on", name, what, got, n, first)
		}
	}
	from, to := p.NetworkLayer().NetworkFlow().Endpoints()
	within("source", int(binary.BigEndian.Uint32(from.Raw()[len(from.Raw())-4:])), int(s.From.low()), s.From.Addresses)
	within("destination", int(binary.BigEndian.Uint32(to.Raw()[len(to.Raw())-4:])), int(s.To.low()), s.To.Addresses)
	from, to = p.TransportLayer().TransportFlow().Endpoints()
	within("source port", int(binary.BigEndian.Uint16(from.Raw())), int(s.From.Port), s.From.Ports)
	within("destination port", int(binary.BigEndian.Uint16(to.Raw())), int(s.To.Port), s.To.Ports)
	if isTCP := p.Layer(layers.LayerTypeTCP) != nil; isTCP != s.TCP {
		t.Errorf("%s: TCP: %v", name, isTCP)
	}
	if v6 := p.Layer(layers.LayerTypeIPv6) != nil; v6 != s.To.Address.Is6() {
		t.Errorf("%s: IPv6: %v", name, v6)
	}
	var mark stamp
	if !mark.read(p.TransportLayer().LayerPayload()) {
		t.Errorf("%s: no stamp begins the payload", name)
	}
}

func TestSameSeedMakesTheSamePackets(t *testing.T) {
	for name, s := range variants() {
		one, same, other := all(t, s, 7), all(t, s, 7), all(t, s, 8)
		if !bytes.Equal(bytes.Join(one, nil), bytes.Join(same, nil)) {
			t.Errorf("%s: not the same bytes again", name)
		}
		if bytes.Equal(bytes.Join(one, nil), bytes.Join(other, nil)) {
			t.Errorf("%s: another seed changes nothing", name)
		}
	}
}

// TestBoundsHold: so long, and so many, and whichever comes first.
func TestBoundsHold(t *testing.T) {
	for _, c := range []struct {
		for_ time.Duration
		n    uint64
		want int
	}{{0, 500, 500}, {time.Millisecond, 0, 1000}, {time.Millisecond, 20, 20}, {10 * time.Microsecond, 900, 10}} {
		s := example()
		s.Duration, s.Packets = c.for_, c.n
		if got := len(all(t, s, 1)); got != c.want || int(s.Expected()) != c.want {
			t.Errorf("%v and %d packets at 1 Mpps: %d, %d expected", c.for_, c.n, got, s.Expected())
		}
	}
}

// TestRatesInBits: the time that packets are due follows their bits.
func TestRatesInBits(t *testing.T) {
	s := example()
	s.PacketsPerSecond, s.BitsPerSecond, s.Sizes, s.Packets = 0, 1e9, IMIX, 5000
	g, err := NewGenerator(s, seeded(3))
	if err != nil {
		t.Fatal(err)
	}
	for range s.Packets {
		_, bytes := g.Made()
		if due, _ := g.Due(); due != int64(bytes)*8 && due != int64(bytes)*8-1 { // or rounded down
			t.Fatalf("after %d bytes at 1 Gbit/s, the next packet is due at %d ns", bytes, due)
		}
		g.Skip()
	}
	_, bytes := g.Made()
	if mean := float64(bytes) / float64(s.Packets); mean < 340 || mean > 375 { // 357.8
		t.Errorf("IMIX has a mean of %.1f bytes", mean)
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, flows := range []int{1000, 1_000_000} {
		for _, bytes := range []int{64, 1514} {
			b.Run(fmt.Sprintf("%d flows/%d B", flows, bytes), func(b *testing.B) {
				s := example()
				s.Flows, s.Packets, s.Sizes = flows, MaxPackets, []Size{{bytes, 1}}
				g, err := NewGenerator(s, seeded(1))
				if err != nil {
					b.Fatal(err)
				}
				var frames [port.Batch]port.Frame
				newPool(b).Get(frames[:])
				b.ReportAllocs()
				for k := 0; b.Loop(); k++ {
					f := &frames[k%port.Batch]
					f.Data = f.Data[:0]
					g.Build(f, int64(k), 10)
				}
			})
		}
	}
}
