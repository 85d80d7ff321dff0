package nat_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"qanat/internal/checksum"
	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/nat"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
	"qanat/replication/nf/nftest"
)

const (
	client  = 10<<24 | 5
	remote  = 198<<24 | 51<<16 | 100<<8 | 9
	webHost = 10<<24 | 10
)

func runMazu(t *testing.T) *nf.Thread {
	t.Helper()
	c := nat.DefaultMazu()
	c.Public = netip.MustParsePrefix("203.0.113.4/31")
	return nftest.Open(t, nat.NewMazu, c)
}

func one(t *testing.T, thread *nf.Thread, s boxtest.Sent) boxtest.Sent {
	t.Helper()
	out := boxtest.Pass(thread, 0, s)[0]
	if out.Side != middlebox.Drop && !out.Intact {
		t.Fatalf("%+v became %+v, with wrong checksums", s, out)
	}
	return out
}

func TestServices(t *testing.T) {
	thread := runMazu(t)
	for _, c := range []struct {
		port     uint16
		protocol packet.Protocol
		admitted bool
	}{{22, packet.TCP, true}, {80, packet.TCP, true}, {443, packet.TCP, true}, {25, packet.TCP, false}, {443, packet.UDP, false}, {50000, packet.TCP, false}} {
		f := boxtest.Frame{Tuple: flow.Tuple{Source: remote, Target: publicAddress, SourcePort: 999, TargetPort: c.port, Protocol: c.protocol}}
		in := one(t, thread, boxtest.Sent{Frame: f, Side: middlebox.Outside})
		if admitted := in.Side == middlebox.Inside; admitted != c.admitted {
			t.Errorf("protocol %d, port %d: admitted %v", c.protocol, c.port, admitted)
		}
		if !c.admitted {
			continue
		}
		if in.Target != webHost || in.TargetPort != c.port || in.Source != remote {
			t.Errorf("port %d went to %+v", c.port, in.Tuple)
		}
		back := answer(in.Frame)
		back.Side = middlebox.Inside
		out := one(t, thread, back)
		if out.Side != middlebox.Outside || out.Source != publicAddress || out.SourcePort != c.port || out.Target != remote || out.TargetPort != 999 {
			t.Errorf("the answer of port %d left as %+v", c.port, out)
		}
	}
}

// TestFTP follows a control connection whose commands change length, some of them
// repeated: what the server receives must be one stream without holes, and what it
// acknowledges must reach the client in the client's own numbers.
func TestFTP(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := ftpClient{t: t, thread: runMazu(t), sequence: r.Uint32(), sent: map[uint32]boxtest.Frame{}}
		c.expected = c.sequence
		for range 40 {
			if r.IntN(2) == 0 {
				c.say(fmt.Sprintf("LIST %d\r\n", r.IntN(1e6)), nil)
				continue
			}
			port := uint16(1024 + r.IntN(60000))
			data := &flow.Tuple{Source: client, SourcePort: port}
			c.say(fmt.Sprintf("PORT 10,0,0,5,%d,%d\r\n", port>>8, port&255), data)
		}
	}
}

type ftpClient struct {
	t        *testing.T
	thread   *nf.Thread
	sequence uint32                   // the client's next
	expected uint32                   // the server's
	sent     map[uint32]boxtest.Frame // what the server got, by the client's number
	last     boxtest.Sent
}

// say sends a command, and sometimes the one before again.
func (c *ftpClient) say(command string, data *flow.Tuple) {
	c.t.Helper()
	if c.sequence%3 == 0 && c.last.Body != "" {
		again := one(c.t, c.thread, c.last)
		if before := c.sent[c.last.Seq]; again.Seq != before.Seq || again.Body != before.Body {
			c.t.Fatalf("%q was sent as %d %q, and again as %d %q", c.last.Body, before.Seq, before.Body, again.Seq, again.Body)
		}
	}
	c.last = boxtest.Sent{Side: middlebox.Inside, Frame: boxtest.Frame{
		Tuple: flow.Tuple{Source: client, Target: remote, SourcePort: 4000, TargetPort: 21, Protocol: packet.TCP}, Seq: c.sequence, Flags: packet.ACK | packet.PSH, Body: command,
	}}
	got := one(c.t, c.thread, c.last)
	if got.Side != middlebox.Outside || got.Seq != c.expected || data == nil && got.Body != command {
		c.t.Fatalf("%q at %d became %+v, where %d is expected", command, c.sequence, got, c.expected)
	}
	c.sent[c.sequence] = got.Frame
	c.sequence += uint32(len(command))
	c.expected += uint32(len(got.Body))
	ack := answer(got.Frame)
	ack.Ack, ack.Flags = c.expected, packet.ACK
	if back := one(c.t, c.thread, ack); back.Ack != c.sequence || back.Target != client {
		c.t.Fatalf("the acknowledgement of %d reached the client as %d, not %d", c.expected, back.Ack, c.sequence)
	}
	if data != nil {
		c.data(got.Body, *data)
	}
}

// data lets the server connect to the address in the command that it received.
func (c *ftpClient) data(command string, waits flow.Tuple) {
	c.t.Helper()
	var a, p [4]uint32
	if n, err := fmt.Sscanf(command, "PORT %d,%d,%d,%d,%d,%d\r\n", &a[0], &a[1], &a[2], &a[3], &p[0], &p[1]); n != 6 || err != nil {
		c.t.Fatalf("the server got %q", command)
	}
	to := flow.Tuple{Source: remote, Target: a[0]<<24 | a[1]<<16 | a[2]<<8 | a[3], SourcePort: 20, TargetPort: uint16(p[0]<<8 | p[1]), Protocol: packet.TCP}
	in := one(c.t, c.thread, boxtest.Sent{Frame: boxtest.Frame{Tuple: to, Flags: packet.SYN}, Side: middlebox.Outside})
	if in.Side != middlebox.Inside || in.Target != waits.Source || in.TargetPort != waits.SourcePort {
		c.t.Fatalf("the server's connection to %+v became %+v", to, in)
	}
}

// TestErrorsFindTheirSession lets a router outside say that a host inside sent too
// large a packet.
func TestErrorsFindTheirSession(t *testing.T) {
	thread := runMazu(t)
	f := boxtest.Frame{Tuple: flow.Tuple{Source: client, Target: remote, SourcePort: 4000, TargetPort: 53, Protocol: packet.UDP}, Body: "long"}
	out := one(t, thread, boxtest.Sent{Frame: f, Side: middlebox.Inside})
	buffer := gopacket.NewSerializeBuffer()
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: []byte{9, 9, 9, 9}, DstIP: binary.BigEndian.AppendUint32(nil, out.Source)}
	err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true},
		&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeIPv4}, ip,
		&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 4)}, gopacket.Payload(out.Bytes()[14:42]))
	if err != nil {
		t.Fatal(err)
	}
	b := thread.Packets()
	p := &b.Packets[0]
	p.Parse(buffer.Bytes())
	b.In[0] = middlebox.Outside
	thread.Run(1, 0)
	q, quotes := p.Quoted()
	if b.Out[0] != middlebox.Inside || uint32(p.Addresses4()) != client || !quotes {
		t.Fatalf("went to side %d, address %x", b.Out[0], uint32(p.Addresses4()))
	}
	if k := flow.OfQuoted(&q); k != f.Key() {
		t.Errorf("quotes %x, not %x", k, f.Key())
	}
	if checksum.Fold(checksum.Sum(p.Data[p.Transport:p.End])) != 0xffff {
		t.Error("the checksum is wrong")
	}
	p.Data[p.Payload+23]++ // some other port
	thread.Run(1, 0)
	if b.Out[0] != middlebox.Drop {
		t.Error("an error about somebody else's packet passed")
	}
}
