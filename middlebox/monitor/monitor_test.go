package monitor_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/monitor"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
)

func run(t *testing.T, c monitor.Config) (*monitor.Monitor, *nf.Thread) {
	t.Helper()
	box, err := monitor.New(c)
	if err != nil {
		t.Fatal(err)
	}
	thread, err := nf.NewSingle(box, 1)
	if err != nil {
		t.Fatal(err)
	}
	return box, thread
}

// TestSharing counts on eight threads at every level, and wants the sums that the
// threads of each group have.
func TestSharing(t *testing.T) {
	for _, sharing := range []int{1, 2, 3, 4, 8} {
		box, thread := run(t, monitor.Config{Threads: 8, Sharing: sharing})
		r := rand.New(rand.NewPCG(1, 1))
		want := make([]uint64, len(thread.State().Vector(0)))
		used := map[uint64]bool{}
		for range 400 {
			thread.Packets().Thread = r.IntN(8)
			var sent []boxtest.Sent
			for range 1 + r.IntN(middlebox.MaxBatch) {
				sent = append(sent, boxtest.Mix(r))
			}
			for i, out := range boxtest.Pass(thread, 0, sent...) {
				if out.Side != sent[i].Side^1 || !out.Intact {
					t.Fatalf("%+v became %+v", sent[i], out)
				}
			}
			want[8*(thread.Packets().Thread/sharing)] += uint64(len(sent))
			used[box.Index(thread.Packets().Thread)] = true
		}
		for k, count := range thread.State().Vector(0) {
			if count != want[k] {
				t.Errorf("sharing %d: counter %d is %d, not %d", sharing, k, count, want[k])
			}
		}
		if len(used) != (8+sharing-1)/sharing {
			t.Errorf("sharing %d: %d counters", sharing, len(used))
		}
	}
}

// TestFlows compares with a Go map.
func TestFlows(t *testing.T) {
	_, thread := run(t, monitor.Config{Flows: 10_000, Idle: time.Minute})
	r := rand.New(rand.NewPCG(2, 2))
	type name struct {
		flow.Tuple
		six bool
	}
	want := map[name]uint64{}
	keys := map[name]middlebox.Key{}
	for range 500 {
		var sent []boxtest.Sent
		for range middlebox.MaxBatch {
			s := boxtest.Mix(r)
			sent = append(sent, s)
			n := name{s.Tuple, s.Six}
			if s.Protocol == packet.ICMPv6 {
				n.SourcePort, n.TargetPort = 0, 0
			}
			want[n]++
			var p packet.Packet
			p.Parse(s.Bytes())
			keys[n] = flow.Of(&p)
		}
		boxtest.Pass(thread, 0, sent...)
	}
	for n, count := range want {
		if got := thread.State().Table(0).Find(keys[n], 0); got == nil || got[0] != count {
			t.Errorf("%+v was counted %v times, not %d", n, got, count)
		}
	}
	if n := thread.State().Table(0).Len(); n != len(want) {
		t.Errorf("%d flows, not %d", n, len(want))
	}
}

func TestNoRoomLetsPass(t *testing.T) {
	_, thread := run(t, monitor.Config{Flows: 1, Idle: time.Minute})
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		if s := boxtest.Mix(r); boxtest.Pass(thread, 0, s)[0].Side != s.Side^1 {
			t.Fatalf("%+v did not pass", s)
		}
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, c := range []monitor.Config{
		{Threads: 0, Sharing: 1}, {Threads: 4, Sharing: 5}, {Threads: 4}, {Threads: 1 << 20, Sharing: 1}, {Flows: -1}, {Flows: 5, Idle: 1},
	} {
		if _, err := monitor.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
