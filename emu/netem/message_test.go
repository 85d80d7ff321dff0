//go:build linux

package netem

import (
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/topo"
)

// TestSettingsAreReadAsTheyAreWritten sends settings through the form that netlink
// has for them, and plants a difference in each.
func TestSettingsAreReadAsTheyAreWritten(t *testing.T) {
	for _, m := range []impair.Impairment{
		{Delay: 25 * time.Millisecond, Jitter: 3 * time.Millisecond, Distribution: impair.Normal, Loss: impair.Chance{Share: 0.01}},
		{Delay: time.Millisecond, Reorder: impair.Chance{Share: 0.25}, ReorderGap: 5, Duplicate: impair.Chance{Share: 0.5}},
		{Bursts: impair.Bursts{Enter: 0.01, Leave: 0.3, LossBad: 0.9, LossGood: 0.001}, Rate: topo.Gbps},
		{Loss: impair.Chance{Share: 0.1, Correlation: 0.5}},
	} {
		want, err := settingsOf(&m)
		if err != nil {
			t.Fatal(err)
		}
		const header = 4 // of the attribute
		got, err := decode(want.encode(tableOf(m.Distribution), 1).Serialize()[header:])
		if err != nil {
			t.Fatal(err)
		}
		if wrong := want.differences(&got); wrong != nil {
			t.Errorf("%v: %v", m, wrong)
		}
		for _, plant := range []func(*settings){
			func(s *settings) { s.latency64++ }, func(s *settings) { s.limit = 1000 }, func(s *settings) { s.loss += 1 << 20 },
			func(s *settings) { s.bursts[1]++ }, func(s *settings) { s.gap++ }, func(s *settings) { s.jitter64 = 7 },
		} {
			other := got
			if plant(&other); want.differences(&other) == nil {
				t.Errorf("%v: a difference is not noticed", m)
			}
		}
	}
}

func TestCorrelationsThatNetemGetsWrongAreRefused(t *testing.T) {
	for want, m := range map[bool]impair.Impairment{
		true:  {Delay: 5 * time.Millisecond, Jitter: time.Millisecond, DelayCorrelation: 0.1},
		false: {Loss: impair.Chance{Share: 0.1, Correlation: 0.5}},
	} {
		if err := (Engine{}).Refuse(&m); (err != nil) != want {
			t.Errorf("%v: %v", m, err)
		}
	}
	s, err := settingsOf(&impair.Impairment{Loss: impair.Chance{Share: 0.1, Correlation: 0.5}})
	if err != nil || !s.hasBursts || s.loss != 0 || s.bursts[0] != scaled(0.05) || s.bursts[1] != scaled(0.45) {
		t.Errorf("correlated loss becomes %+v", s)
	}
}
