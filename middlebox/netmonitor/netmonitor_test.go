package netmonitor_test

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/netmonitor"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
	"qanat/replication/nf/nftest"
)

func run(t *testing.T, c netmonitor.Config) *nf.Thread {
	t.Helper()
	return nftest.Open(t, netmonitor.New, c)
}

// TestHeavyHitters compares with exact counts of flows whose sizes follow Zipf.
func TestHeavyHitters(t *testing.T) {
	c := netmonitor.DefaultConfig
	thread := run(t, c)
	r := rand.New(rand.NewPCG(1, 1))
	zipf := rand.NewZipf(r, 1.1, 1, 20_000)
	exact, all := map[middlebox.Key]uint64{}, uint64(0)
	for range 4000 {
		var sent []boxtest.Sent
		for range middlebox.MaxBatch {
			n := uint32(zipf.Uint64())
			f := boxtest.Frame{Tuple: flow.Tuple{Source: boxtest.Hosts + n, Target: boxtest.World, SourcePort: 20000, TargetPort: 443, Protocol: packet.TCP}, Flags: packet.ACK, Body: "some data"}
			exact[f.Key()] += uint64(f.Length())
			all += uint64(f.Length())
			sent = append(sent, boxtest.Sent{Frame: f})
		}
		for _, out := range boxtest.Pass(thread, 0, sent...) {
			if out.Side != middlebox.Outside || !out.Intact {
				t.Fatalf("became %+v", out)
			}
		}
	}
	share := all / 1000 * uint64(c.Permille)
	listed := maps.Collect(thread.State().Table(2).All)
	heavy := 0
	for k, bytes := range exact {
		// The list may be behind by what came since the flow's last packet.
		if value := listed[k]; bytes > share+share/50 {
			heavy++
			if value == nil || value[0] < bytes-bytes/10 || value[0] > bytes+all/700 {
				t.Errorf("a flow of %d bytes is listed with %v", bytes, value)
			}
		}
	}
	for k := range listed {
		if exact[k] < share/3 {
			t.Errorf("a flow of %d bytes is listed as heavy, from %d", exact[k], share)
		}
	}
	if heavy < 5 {
		t.Errorf("only %d flows were heavy", heavy)
	}
	top := netmonitor.Top(thread.State().Table(2).All, 3)
	for k, h := range top {
		if want := uint32(boxtest.Hosts + k); h.Flow.High>>32 != uint64(want) {
			t.Errorf("place %d is of host %x, not %x", k, h.Flow.High>>32, want)
		}
	}
	if len(netmonitor.Top(thread.State().Table(2).All, 1<<20)) != len(listed) {
		t.Error("the top of all is not all")
	}
}

// TestAFlowIsNoLongerHeavy lets others outgrow a flow.
func TestAFlowIsNoLongerHeavy(t *testing.T) {
	c := netmonitor.DefaultConfig
	c.Permille = 100
	thread := run(t, c)
	f := boxtest.Frame{Tuple: flow.Tuple{Source: 1, Target: 2, SourcePort: 20000, TargetPort: 443, Protocol: packet.TCP}, Flags: packet.ACK, Body: string(make([]byte, 960))}
	listed := func() bool { return thread.State().Table(2).Find(f.Key(), 0) != nil }
	for range 10 { // 10,000 bytes
		boxtest.Pass(thread, 0, boxtest.Sent{Frame: f})
	}
	if !listed() {
		t.Error("the only flow is not heavy")
	}
	for k := range 250 {
		other := f
		other.Source += 1 + uint32(k)
		boxtest.Pass(thread, 0, boxtest.Sent{Frame: other})
		if k == 120 || k == 249 { // 7.6 and 4.2 percent, with the packet to come
			boxtest.Pass(thread, 0, boxtest.Sent{Frame: f})
			if listed() != (k == 120) {
				t.Errorf("after %d packets of others the flow is listed: %v", k+1, listed())
			}
		}
	}
}

// degrees returns the degrees that a set of edges gives.
func degrees(edges map[[2]middlebox.Key]time.Duration) (out, in map[middlebox.Key]uint64) {
	out, in = map[middlebox.Key]uint64{}, map[middlebox.Key]uint64{}
	for e := range edges {
		out[e[0]]++
		in[e[1]]++
	}
	return out, in
}

func small() netmonitor.Config {
	c := netmonitor.DefaultConfig
	c.Edges, c.Hosts, c.Idle = 2000, 500, time.Minute
	return c
}

// TestGraph compares the graph with a set of pairs that ages.
func TestGraph(t *testing.T) {
	box, err := netmonitor.New(small())
	if err != nil {
		t.Fatal(err)
	}
	state := boxtest.NewState(box)
	r := rand.New(rand.NewPCG(2, 2))
	edges := map[[2]middlebox.Key]time.Duration{} // and when they were used
	most := 0
	for now := time.Duration(0); now < 20*time.Minute; now += time.Duration(r.Int64N(int64(20 * time.Second))) {
		var sent []boxtest.Sent
		for range 1 + r.IntN(6) {
			s := boxtest.Mix(r)
			s.Target += uint32(r.IntN(10))
			sent = append(sent, s)
			var p packet.Packet
			p.Parse(s.Bytes())
			if s.Protocol != packet.TCP || s.Flags == packet.SYN {
				edges[[2]middlebox.Key{flow.Source(&p), flow.Target(&p)}] = now
			}
		}
		boxtest.Pass(state, int64(now), sent...)
		maps.DeleteFunc(edges, func(_ [2]middlebox.Key, used time.Duration) bool { return now-used >= time.Minute })
		most = max(most, len(edges))
		if n := len(state.Entries(3)); n != len(edges) {
			t.Fatalf("%v: %d edges, not %d", now, n, len(edges))
		}
		out, in := degrees(edges)
		for object, want := range []map[middlebox.Key]uint64{out, in} {
			got := state.Entries(4 + object)
			for k, v := range got {
				if v[0] != want[k] {
					t.Fatalf("%v: degree %d of %v, not %d", now, v[0], k, want[k])
				}
			}
			for k := range want {
				if got[k] == nil {
					t.Fatalf("%v: no degree of %v", now, k)
				}
			}
		}
	}
	if most < 20 {
		t.Errorf("never more than %d edges", most)
	}
	for now := 20 * time.Minute; now < 25*time.Minute; now += time.Second {
		boxtest.Pass(state, int64(now))
	}
	if a, b, c := len(state.Entries(3)), len(state.Entries(4)), len(state.Entries(5)); a+b+c != 0 {
		t.Errorf("%d edges and degrees of %d and %d hosts are left", a, b, c)
	}
}

// TestNoRoomLeavesTheGraphWhole fills each of its objects.
func TestNoRoomLeavesTheGraphWhole(t *testing.T) {
	for _, shape := range [][2]int{{5, 100}, {100, 3}} {
		c := small()
		c.Edges, c.Hosts = shape[0], shape[1]
		box, err := netmonitor.New(c)
		if err != nil {
			t.Fatal(err)
		}
		state := boxtest.NewState(box)
		r := rand.New(rand.NewPCG(3, 3))
		for range 500 {
			if s := boxtest.Mix(r); boxtest.Pass(state, 0, s)[0].Side != s.Side^1 {
				t.Fatalf("%+v did not pass", s)
			}
			edges := map[[2]middlebox.Key]time.Duration{}
			for _, e := range state.Entries(3) {
				edges[[2]middlebox.Key{{High: e[0], Low: e[1]}, {High: e[2], Low: e[3]}}] = 0
			}
			out, in := degrees(edges)
			for object, want := range []map[middlebox.Key]uint64{out, in} {
				for k, v := range state.Entries(4 + object) {
					if v[0] != want[k] {
						t.Fatalf("degree %d of %v, not %d", v[0], k, want[k])
					}
				}
			}
		}
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, change := range []func(*netmonitor.Config){
		func(c *netmonitor.Config) { c.Permille = 0 },
		func(c *netmonitor.Config) { c.Permille = 1001 },
		func(c *netmonitor.Config) { c.Cells = 0 },
		func(c *netmonitor.Config) { c.Rows = 100 },
		func(c *netmonitor.Config) { c.Edges = 0 },
		func(c *netmonitor.Config) { c.Hosts = 0 },
		func(c *netmonitor.Config) { c.Idle = 1 },
	} {
		c := small()
		change(&c)
		if _, err := netmonitor.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
