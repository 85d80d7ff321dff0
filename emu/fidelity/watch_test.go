//go:build linux

package fidelity

import (
	"strings"
	"testing"
	"time"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/internal/host"
)

// observed is what stands in an observation of a lab of one link.
func observed(m impair.Impairment, c engine.Counts) *observation {
	return &observation{
		names: []string{"a"}, undelivered: []map[string]uint64{{"eth0": 3}}, load: host.Load{Busy: 1},
		status: live.Answer{Ways: []live.WayReport{{Name: "link", Asked: [2]impair.Text{m.Text(), {}}, Counts: [2]engine.Counts{c, {}}}}},
	}
}

// TestDropsThatNobodyAskedForAreRejected plants what may go wrong, one at a time.
func TestDropsThatNobodyAskedForAreRejected(t *testing.T) {
	plain := impair.Impairment{Delay: time.Millisecond}
	lossy := impair.Impairment{Loss: impair.Chance{Share: 0.1}, Rate: 1000}
	some := engine.Counts{Sent: 100, Lost: 10, Queued: 5, Missed: 1, Oversized: 2}
	more := func(change func(*engine.Counts)) engine.Counts { c := some; c.Sent += 50; change(&c); return c }
	event := func(text string) func(*observation) {
		return func(o *observation) { o.status.Events = []live.EventReport{{Action: lab.Down, Error: text}} }
	}
	for _, test := range []struct {
		what   string
		m      impair.Impairment
		now    engine.Counts
		change func(*observation)
		want   string // in the reason; none if empty
	}{
		{"nothing", plain, more(func(*engine.Counts) {}), nil, ""},
		{"losses asked for", lossy, more(func(c *engine.Counts) { c.Lost += 7 }), nil, ""},
		{"a queue before a rate", lossy, more(func(c *engine.Counts) { c.Queued += 7 }), nil, ""},
		{"losses", plain, more(func(c *engine.Counts) { c.Lost += 7 }), nil, "7 packets were dropped, though no loss"},
		{"losses while a link was cut", plain, more(func(c *engine.Counts) { c.Lost += 7 }), event(""), ""},
		{"an event that failed", plain, some, event("no such link"), "no such link"},
		{"a full queue", plain, more(func(c *engine.Counts) { c.Queued += 7 }), nil, "queue was full"},
		{"a slow engine", lossy, more(func(c *engine.Counts) { c.Missed++ }), nil, "too slow"},
		{"large packets", lossy, more(func(c *engine.Counts) { c.Oversized++ }), nil, "larger"},
		{"a link made again", plain, engine.Counts{}, nil, "begun anew"},
		{"an interface", plain, some, func(o *observation) { o.undelivered[0]["eth0"] = 9 }, "6 packets over"},
	} {
		before, now := observed(test.m, some), observed(test.m, test.now)
		if test.change != nil {
			test.change(now)
		}
		var v Verdict
		if err := before.compare(now, &v); err != nil {
			t.Fatal(err)
		}
		switch reasons := strings.Join(v.Reasons, "; "); {
		case test.want == "" && !v.Faithful():
			t.Errorf("%s: rejected: %s", test.what, reasons)
		case test.want != "" && (len(v.Reasons) != 1 || !strings.Contains(reasons, test.want)):
			t.Errorf("%s: %q, want %q", test.what, reasons, test.want)
		}
	}
}

func TestGeneratorsThatDropAreRejected(t *testing.T) {
	for _, test := range []struct {
		g    Generator
		good bool
	}{
		{Generator{"g", 1000, 0, 0}, true}, {Generator{"g", 1000, 20, 0}, true}, {Generator{"g", 1000, 21, 0}, false}, {Generator{"g", 1000, 0, 1}, false},
	} {
		var v Verdict
		if test.g.judge(&v); v.Faithful() != test.good {
			t.Errorf("%+v: %v", test.g, v.Reasons)
		}
	}
}
