//go:build linux

package netem

import (
	"math"
	"math/rand/v2"
	"testing"

	"qanat/emu/impair"
)

// enqueue is netem's way with chances (sch_netem.c): how many of a packet arrive.
func enqueue(loss, duplicate float64, rng *rand.Rand) int {
	count := 1
	if rng.Float64() < duplicate {
		count++
	}
	if rng.Float64() < loss {
		count--
	}
	if count == 0 {
		return 0
	}
	if count > 1 {
		return 1 + enqueue(loss, 0, rng)
	}
	return 1
}

// TestSharesGiveWhatTheReferenceDoes: as many packets are lost and doubled as in
// package impair.
func TestSharesGiveWhatTheReferenceDoes(t *testing.T) {
	const packets = 400_000
	for _, m := range []impair.Impairment{
		{Loss: impair.Chance{Share: 0.1}, Duplicate: impair.Chance{Share: 0.2}},
		{Loss: impair.Chance{Share: 0.01}, Duplicate: impair.Chance{Share: 0.9}},
		{Loss: impair.Chance{Share: 0.3}, Duplicate: impair.Chance{Share: 0.05}},
		{Loss: impair.Chance{Share: 0.3}, Duplicate: impair.Chance{Share: 1}},
		{Loss: impair.Chance{Share: 1}, Duplicate: impair.Chance{Share: 0.5}},
		{Duplicate: impair.Chance{Share: 0.5}},
		{Loss: impair.Chance{Share: 0.5}},
	} {
		loss, duplicate, err := shares(&m)
		if err != nil {
			t.Errorf("%v: %v", m, err)
			continue
		}
		rng := rand.New(rand.NewPCG(1, 2))
		channel := impair.NewChannel(m, rand.New(rand.NewPCG(3, 4)))
		var got, want [3]float64
		for k := range int64(packets) {
			got[enqueue(loss, duplicate, rng)]++
			want[len(channel.Arrive(k, 100, nil))]++
		}
		for copies := range got {
			if off := math.Abs(got[copies]-want[copies]) / packets; off > 0.004 {
				t.Errorf("%v: %d arrive of %g, not %g", m, copies, got[copies]/packets, want[copies]/packets)
			}
		}
	}
}

func TestSharesThatNetemCannotGiveAreRefused(t *testing.T) {
	for _, m := range []impair.Impairment{
		{Loss: impair.Chance{Share: 0.9}, Duplicate: impair.Chance{Share: 0.5}},
		{Loss: impair.Chance{Share: 0.1, Correlation: 0.5}, Duplicate: impair.Chance{Share: 0.2}},
		{Bursts: impair.Bursts{Enter: 0.1, Leave: 0.2, LossBad: 1}, Duplicate: impair.Chance{Share: 0.2}},
	} {
		if err := (Engine{}).Refuse(&m); err == nil {
			t.Errorf("%v is not refused", m)
		}
	}
}

// TestOtherPacesAreNoticed plants a difference in each of what is read back.
func TestOtherPacesAreNoticed(t *testing.T) {
	want := paceOf(&impair.Impairment{Rate: 10_000, Queue: 80})
	if want.rate != 1_250_000 || want.queue != 80 {
		t.Errorf("10 Mbit/s are %+v", want)
	}
	for _, plant := range []func(*pace){
		func(p *pace) { p.rate++ }, func(p *pace) { p.limit-- }, func(p *pace) { p.buffer = 0 }, func(p *pace) { p.queue = 1000 },
	} {
		other := want
		if plant(&other); want.differences(&other) == nil {
			t.Errorf("%+v passes for %+v", other, want)
		}
	}
}
