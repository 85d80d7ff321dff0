//go:build linux

package enginetest

import (
	"slices"
	"testing"
	"time"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
	"qanat/topo"
)

// counted sends packets and returns what the engine says became of them, and what
// did.
func (p *pair) counted(s probe.Spec) (engine.Counts, *probe.Report) {
	p.t.Helper()
	var counts [2]engine.Counts
	var r *probe.Report
	for k := range counts {
		if k == 1 {
			r = p.send(0, s)
		}
		a, err := p.Status()
		if err != nil || len(a.Ways) != 1 {
			p.t.Fatalf("%+v, %v", a, err)
		}
		counts[k] = a.Ways[0].Counts[0]
	}
	a, b := counts[0], counts[1]
	return engine.Counts{
		Sent: b.Sent - a.Sent, Lost: b.Lost - a.Lost, Queued: b.Queued - a.Queued, Missed: b.Missed - a.Missed, Oversized: b.Oversized - a.Oversized,
	}, r
}

// counts: each packet is counted once, by what became of it.
func (s suite) counts(t *testing.T) {
	const packets = 2000
	for name, m := range map[string]impair.Impairment{
		"no drops":     {Delay: time.Millisecond},
		"losses":       {Delay: time.Millisecond, Loss: impair.Chance{Share: 0.3}},
		"bursts":       {Bursts: impair.Bursts{Enter: 0.05, Leave: 0.2, LossBad: 1}},
		"a full queue": {Rate: 8 * topo.Mbps, Queue: 20},
	} {
		got, r := up(t, s.engine, m, impair.Impairment{}).counted(probe.Spec{Packets: packets, PerSecond: 2000, Size: 1000})
		want := engine.Counts{Sent: uint64(r.Received)}
		if dropped := uint64(r.Lost()); m.Rate > 0 {
			want.Queued = dropped
		} else {
			want.Lost = dropped
		}
		if got != want {
			t.Errorf("%s: %+v, and there were %+v", name, got, want)
		}
		if m != (impair.Impairment{Delay: time.Millisecond}) && r.Lost() == 0 {
			t.Errorf("%s: no packet is dropped", name)
		}
	}
	p := up(t, s.engine, impair.Impairment{Delay: time.Millisecond}, impair.Impairment{}, lab.Event{At: time.Hour, Action: lab.Down, Target: "link"})
	if _, err := p.Ask(live.Question{Event: &lab.Event{Action: lab.Down, Target: "link"}}); err != nil {
		t.Fatal(err)
	}
	if got, _ := p.counted(probe.Spec{Packets: 50, PerSecond: 1000}); got != (engine.Counts{Lost: 50}) {
		t.Errorf("of 50 packets into a link that is down: %+v", got)
	}
}

// seeds: the same seed loses the same packets, another one others. Engines that
// promise no such thing must have their reason: they lose others each time.
func (s suite) seeds(t *testing.T) {
	const packets = 1000
	losses := func(seed uint64) (lost []int) {
		m := impair.Impairment{Loss: impair.Chance{Share: 0.2}, Delay: time.Millisecond}
		p := upLab(t, s.engine, &lab.Lab{
			Name: "conformance", Nodes: []lab.Node{{Name: "a"}, {Name: "b"}}, Seed: seed,
			Links: []lab.Link{{Name: "link", Ends: [2]string{"a", "b"}, Directions: [2]impair.Impairment{m, m}}},
		})
		for way := range 2 {
			for k, x := range p.send(way, probe.Spec{Packets: packets, PerSecond: 4000}).Packets {
				if len(x.Delays) == 0 {
					lost = append(lost, way*packets+k)
				}
			}
		}
		return lost
	}
	first, again, other := losses(7), losses(7), losses(8)
	if slices.Equal(first, other) {
		t.Error("two seeds lose the same packets")
	}
	same := slices.Equal(first, again)
	switch err := s.find(t).Repeats(); {
	case err == nil && !same:
		t.Error("the same seed loses other packets")
	case err != nil && same:
		t.Errorf("the same seed loses the same packets, though: %v", err)
	case err != nil:
		t.Logf("not repeated: %v", err)
	}
}
