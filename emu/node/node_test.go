package node

import (
	"net/netip"
	"testing"
	"time"

	"qanat/emu/port"
	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/nat"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
)

var (
	hostMAC    = [6]byte{2, 0, 0, 0, 0, 1}
	innerMAC   = [6]byte{2, 0, 0, 0, 0, 2} // where boxtest sends its frames
	outerMAC   = [6]byte{2, 0, 0, 0, 1, 2}
	serverMAC  = [6]byte{2, 0, 0, 0, 1, 1}
	broadcast  = [6]byte{255, 255, 255, 255, 255, 255}
	host       = netip.MustParseAddr("10.0.0.5")
	server     = netip.MustParseAddr("198.51.100.7")
	public     = netip.MustParseAddr("203.0.113.1")
	outerRoute = netip.MustParseAddr("192.0.2.254")
)

// rig is a node whose ports' other ends the test holds.
type rig struct {
	t    *testing.T
	pool *port.Pool
	far  [2]port.Port
	node *Thread
	now  time.Duration
}

func newRig(t *testing.T, gateway bool) *rig {
	pool, err := port.NewPool(port.Shape{Frames: 256, FrameBytes: 2048, HeadBytes: 256})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, pool: pool}
	c := Config{Pool: pool, Threads: make([]ThreadConfig, 1)}
	for side := range 2 {
		if c.Threads[0].Ports[side], r.far[side], err = port.Pair(pool, 64); err != nil {
			t.Fatal(err)
		}
	}
	if gateway {
		c.Gateway = &[2]Side{
			{Address: netip.MustParsePrefix("10.0.0.1/24"), Ethernet: innerMAC},
			{Address: netip.MustParsePrefix("192.0.2.1/24"), Routes: []Route{{To: netip.MustParsePrefix("0.0.0.0/0"), Via: outerRoute}}, Answers: []netip.Prefix{netip.PrefixFrom(public, 32)}, Ethernet: outerMAC},
		}
		box, err := nat.NewSimple(nat.DefaultConfig)
		if err != nil {
			t.Fatal(err)
		}
		thread, err := nf.NewSingle(box, 1)
		if err != nil {
			t.Fatal(err)
		}
		c.Threads[0].Stages = []middlebox.Stage{thread}
	}
	r.node = New(c)[0]
	return r
}

// send lets frames arrive on a side.
func (r *rig) send(side uint8, frames ...[]byte) {
	r.t.Helper()
	list := make([]port.Frame, len(frames))
	if r.pool.Get(list) != len(list) {
		r.t.Fatal("the pool is empty: frames were lost")
	}
	for i := range list {
		list[i].Reserve(len(frames[i]))
		copy(list[i].Data, frames[i])
	}
	if err := r.node.forward(list, side, r.now); err != nil {
		r.t.Fatal(err)
	}
}

// got returns what came out on a side.
func (r *rig) got(side uint8) [][]byte {
	var list [64]port.Frame
	n, err := r.far[side].Receive(list[:])
	if err != nil {
		r.t.Fatal(err)
	}
	var out [][]byte
	for _, f := range list[:n] {
		out = append(out, append([]byte{}, f.Data...))
	}
	port.Put(list[:n])
	return out
}

// whole checks that every frame is back in the pool.
func (r *rig) whole() {
	r.t.Helper()
	if free := r.pool.Free(); free != 256 {
		r.t.Errorf("%d of 256 frames are in the pool", free)
	}
}

func arp(operation byte, sender [6]byte, from netip.Addr, target [6]byte, wanted netip.Addr) []byte {
	d := make([]byte, 60)
	copy(d, target[:])
	if operation == arpRequest {
		copy(d, broadcast[:])
	}
	copy(d[6:], sender[:])
	copy(d[12:], []byte{8, 6, 0, 1, 8, 0, 6, 4, 0, operation})
	copy(d[22:], sender[:])
	copy(d[28:], from.AsSlice())
	copy(d[32:], target[:])
	copy(d[38:], wanted.AsSlice())
	return d
}

func question() boxtest.Frame {
	return boxtest.Frame{Tuple: flow.Tuple{Source: number(host), Target: number(server), SourcePort: 1234, TargetPort: 53, Protocol: packet.UDP}, Body: "?"}
}

// TestGateway follows a question and its answer through a NAT, ARP included.
func TestGateway(t *testing.T) {
	r := newRig(t, true)
	r.send(middlebox.Inside, arp(arpRequest, hostMAC, host, [6]byte{}, netip.MustParseAddr("10.0.0.1")))
	if got := r.got(middlebox.Inside); len(got) != 1 || string(got[0]) != string(arp(arpReply, innerMAC, netip.MustParseAddr("10.0.0.1"), hostMAC, host)) {
		t.Fatalf("answered %x", got)
	}
	r.send(middlebox.Inside, question().Bytes(), question().Bytes())
	asked := r.got(middlebox.Outside)
	if len(asked) != 1 || string(asked[0]) != string(arp(arpRequest, outerMAC, netip.MustParseAddr("192.0.2.1"), [6]byte{}, outerRoute)) {
		t.Fatalf("asked %x", asked)
	}
	r.send(middlebox.Outside, arp(arpReply, serverMAC, outerRoute, outerMAC, netip.MustParseAddr("192.0.2.1")))
	out := r.got(middlebox.Outside)
	if len(out) != 2 {
		t.Fatalf("%d frames were released, not 2", len(out))
	}
	f, intact := boxtest.Read(out[0][:])
	if !intact || f.Source != number(public) || out[0][14+8] != 63 || [6]byte(out[0][:6]) != serverMAC || [6]byte(out[0][6:12]) != outerMAC {
		t.Fatalf("sent %+v, %x", f, out[0])
	}
	f.Source, f.Target, f.SourcePort, f.TargetPort, f.Body = f.Target, f.Source, f.TargetPort, f.SourcePort, "!"
	back := f.Bytes()
	copy(back, outerMAC[:])
	r.send(middlebox.Outside, back)
	in := r.got(middlebox.Inside)
	if len(in) != 1 || [6]byte(in[0][:6]) != hostMAC {
		t.Fatalf("the host got %x", in)
	}
	if f, _ := boxtest.Read(in[0]); f.Target != number(host) || f.TargetPort != 1234 || f.Body != "!" {
		t.Fatalf("the host got %+v", f)
	}
	r.whole()
}

// TestGatewayKeepsOut gives it what it must not pass.
func TestGatewayKeepsOut(t *testing.T) {
	r := newRig(t, true)
	r.send(middlebox.Outside, arp(arpReply, serverMAC, outerRoute, outerMAC, netip.MustParseAddr("192.0.2.1")))
	dying := question().Bytes()
	dying[14+8], dying[14+10], dying[14+11] = 1, 0, 0
	others := question().Bytes()
	copy(others, serverMAC[:])
	r.send(middlebox.Inside, dying, others, question().Bytes()[:30], []byte{1, 2, 3}, arp(arpRequest, hostMAC, host, [6]byte{}, server))
	if got := append(r.got(middlebox.Outside), r.got(middlebox.Inside)...); len(got) > 0 {
		t.Errorf("passed %x", got)
	}
	r.node.report()
	if c := r.node.Counts(); c.Lost != 1 || c.Malformed[packet.Truncated] != 2 || c.Dropped[0] != 0 {
		t.Errorf("counted %+v", c)
	}
	r.whole()
}

// TestNeighboursThatNeverAnswer must not keep frames for ever, nor make the
// gateway ask without end.
func TestNeighboursThatNeverAnswer(t *testing.T) {
	r := newRig(t, true)
	for range 300 {
		r.send(middlebox.Inside, question().Bytes())
		r.now += 10 * time.Millisecond
	}
	if asked := r.got(middlebox.Outside); len(asked) != 3 {
		t.Errorf("asked %d times in 3 s", len(asked))
	}
	r.node.gateway.neighbours[1].forget(0)
	r.whole()
}

func TestWire(t *testing.T) {
	r := newRig(t, false)
	frames := [][]byte{question().Bytes(), arp(arpRequest, hostMAC, host, [6]byte{}, server)}
	r.send(middlebox.Inside, frames...)
	got := r.got(middlebox.Outside)
	if len(got) != 2 || string(got[0])+string(got[1]) != string(frames[1])+string(frames[0]) {
		t.Errorf("got %x", got)
	}
	r.whole()
}
