package balancer_test

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/balancer"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
)

func small() balancer.Config {
	c := balancer.DefaultConfig
	c.Servers = append([]balancer.Server{}, c.Servers...)
	c.Servers[1].Weight = 2
	c.Connections, c.Idle, c.Closing = 1000, 4*time.Minute, time.Minute
	return c
}

func newBox(t *testing.T, c balancer.Config) *balancer.Balancer {
	t.Helper()
	box, err := balancer.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func run(t *testing.T, c balancer.Config) *nf.Thread {
	t.Helper()
	thread, err := nf.NewSingle(newBox(t, c), 1)
	if err != nil {
		t.Fatal(err)
	}
	return thread
}

// connection is what a twin knows of one.
type connection struct {
	server                int
	client, answers, over bool // who sent a FIN, and whether it has ended
}

// twin balances with a map and a slice.
type twin struct {
	weights []int
	known   map[flow.Tuple]*connection
	used    []int
}

func (w *twin) least(port uint16) int {
	best := -1
	for j := range w.weights {
		k := (int(port*40503)>>8 + j) % len(w.weights)
		weight := w.weights[k]
		if weight > 0 && (best < 0 || float64(w.used[k])/float64(weight) < float64(w.used[best])/float64(w.weights[best])) {
			best = k
		}
	}
	return best
}

// become returns what must become of a packet; false if it is dropped.
func (w *twin) become(s boxtest.Sent) (boxtest.Frame, bool) {
	f := s.Frame
	hasPorts := f.Protocol == packet.TCP || f.Protocol == packet.UDP
	toVirtual := f.Target == boxtest.Public && f.TargetPort == 80
	server := int(f.Source) - boxtest.Servers - 1
	fromServer := server >= 0 && server < len(w.weights) && f.SourcePort == 80
	if f.Six || !hasPorts || !toVirtual && !fromServer {
		return f, true
	}
	key := f.Tuple
	if !toVirtual {
		key = flow.Tuple{Source: f.Target, Target: boxtest.Public, SourcePort: f.TargetPort, TargetPort: 80, Protocol: f.Protocol}
	}
	c := w.known[key]
	if !toVirtual && (c == nil || c.server != server) {
		return f, true
	}
	begins := f.Protocol == packet.UDP || f.Flags == packet.SYN
	if toVirtual && begins && (c == nil || c.over) {
		c = &connection{server: w.least(key.SourcePort)}
		w.known[key] = c
		w.used[c.server]++
	}
	if c == nil {
		return f, false
	}
	if f.Protocol == packet.TCP && !c.over {
		c.client = c.client || toVirtual && f.Flags&packet.FIN != 0
		c.answers = c.answers || !toVirtual && f.Flags&packet.FIN != 0
		if c.over = f.Flags&packet.RST != 0 || c.client && c.answers; c.over {
			w.used[c.server]--
		}
	}
	if toVirtual {
		f.Target, f.TargetPort = boxtest.Servers+1+uint32(c.server), 80
	} else {
		f.Source, f.SourcePort = boxtest.Public, 80
	}
	return f, true
}

func TestAgainstATwin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	thread := run(t, small())
	w := &twin{weights: []int{1, 2, 1}, known: map[flow.Tuple]*connection{}, used: make([]int, 3)}
	rewritten := [2]int{}
	for range 3000 {
		var sent []boxtest.Sent
		for range 1 + r.IntN(middlebox.MaxBatch) {
			sent = append(sent, boxtest.Mix(r))
		}
		for i, out := range boxtest.Pass(thread, 0, sent...) {
			want, passes := w.become(sent[i])
			if passes != (out.Side != middlebox.Drop) || passes && (out.Tuple != want.Tuple || out.Body != want.Body || !out.Intact) {
				t.Fatalf("%+v became %+v, not %+v, %v", sent[i], out, want, passes)
			}
			if want.Tuple != sent[i].Tuple {
				rewritten[sent[i].Side]++
			}
		}
		for k, n := range w.used {
			if got := thread.State().Vector(1)[k]; int(got) != n {
				t.Fatalf("server %d has %d connections, not %d", k, got, n)
			}
		}
	}
	if rewritten[0] < 1000 || rewritten[1] < 1000 {
		t.Errorf("only %v packets were rewritten", rewritten)
	}
}

// client is a segment of client number k to the virtual service.
func client(k int, protocol packet.Protocol, flags uint8) boxtest.Sent {
	return boxtest.Sent{Side: middlebox.Outside, Frame: boxtest.Frame{Flags: flags, Tuple: flow.Tuple{
		Source: boxtest.World + uint32(k), Target: boxtest.Public, SourcePort: 20000, TargetPort: 80, Protocol: protocol,
	}}}
}

// TestARemovedServerKeepsItsConnections gives a server weight 0 while it has some.
func TestARemovedServerKeepsItsConnections(t *testing.T) {
	c := small()
	state := boxtest.NewState(newBox(t, c))
	server := map[int]uint32{}
	for k := range 40 {
		server[k] = boxtest.Pass(state, 0, client(k, packet.TCP, packet.SYN))[0].Target
	}
	if used := state.Vector(1); used[0] != 10 || used[1] != 20 || used[2] != 10 {
		t.Errorf("40 connections are spread as %v over weights 1, 2, 1", used)
	}
	c.Servers[1].Weight = 0
	state = state.Clone(newBox(t, c))
	for k := range 80 {
		flags := uint8(packet.ACK)
		if k >= 40 {
			flags = packet.SYN
		}
		got := boxtest.Pass(state, 0, client(k, packet.TCP, flags))[0].Target
		if k < 40 && got != server[k] || k >= 40 && got == boxtest.Servers+2 {
			t.Errorf("client %d went to %x, before to %x", k, got, server[k])
		}
	}
	c.Servers[0].Weight, c.Servers[2].Weight = 0, 0
	if out := boxtest.Pass(state.Clone(newBox(t, c)), 0, client(99, packet.TCP, packet.SYN))[0]; out.Side != middlebox.Drop {
		t.Errorf("with no server left a connection went to %x", out.Target)
	}
}

// TestExpiryFreesServers lets connections end by time, in use and ended ones.
func TestExpiryFreesServers(t *testing.T) {
	c := small()
	thread := run(t, c)
	boxtest.Pass(thread, 0, client(1, packet.UDP, 0), client(2, packet.TCP, packet.SYN), client(3, packet.TCP, packet.SYN))
	boxtest.Pass(thread, 0, client(3, packet.TCP, packet.RST))
	count := func() (used int) {
		for _, n := range thread.State().Vector(1) {
			used += int(n)
		}
		return used
	}
	for _, test := range []struct {
		until         time.Duration
		entries, used int
	}{{c.Closing * 15 / 16, 3, 2}, {c.Closing * 5 / 4, 2, 2}, {c.Idle * 15 / 16, 2, 2}, {c.Idle * 3 / 2, 0, 0}} {
		for at := time.Duration(0); at <= test.until; at += c.Closing / 16 {
			boxtest.Pass(thread, int64(at))
		}
		if n := thread.State().Table(0).Len(); n != test.entries || count() != test.used {
			t.Errorf("after %v: %d entries, %d connections in use, not %d and %d", test.until, n, count(), test.entries, test.used)
		}
	}
}

// TestNoRoomLeavesUsageAsItWas fills the flow table.
func TestNoRoomLeavesUsageAsItWas(t *testing.T) {
	c := small()
	c.Connections = 5
	state := boxtest.NewState(newBox(t, c))
	for k := range 10 {
		if out := boxtest.Pass(state, 0, client(k, packet.UDP, 0))[0]; (out.Side == middlebox.Drop) != (k >= 5) {
			t.Errorf("connection %d of at most 5 went to %d", k, out.Side)
		}
	}
	if used := state.Vector(1); used[0]+used[1]+used[2] != 5 {
		t.Errorf("5 connections, of which servers have %v", used)
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*balancer.Config){
		func(c *balancer.Config) { c.Virtual = netip.AddrPort{} },
		func(c *balancer.Config) { c.Virtual = netip.MustParseAddrPort("[::1]:80") },
		func(c *balancer.Config) { c.Virtual = netip.MustParseAddrPort("1.2.3.4:0") },
		func(c *balancer.Config) { c.Servers = nil },
		func(c *balancer.Config) { c.Servers[0] = c.Servers[1] },
		func(c *balancer.Config) { c.Servers[0].AddrPort = c.Virtual },
		func(c *balancer.Config) { c.Servers[0].AddrPort = netip.MustParseAddrPort("[::1]:80") },
		func(c *balancer.Config) { c.Servers[0].Weight = -1 },
		func(c *balancer.Config) { c.Connections = 0 },
		func(c *balancer.Config) { c.Closing = 0 },
	} {
		c := small()
		change(&c)
		if _, err := balancer.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
