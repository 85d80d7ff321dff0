package ontime_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"qanat/emu/ontime"
)

// TestSpinFollowsHowLateWakeUpsAre: the window is larger than most of them, and
// not much larger.
func TestSpinFollowsHowLateWakeUpsAre(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var s ontime.Spin
	for _, mean := range []time.Duration{200 * time.Microsecond, 900 * time.Microsecond, 150 * time.Microsecond} {
		longer := 0
		const settle, rounds = 20_000, 4000
		for k := range settle + rounds {
			late := time.Duration(float64(mean) * (0.8 + 0.4*rng.Float64()))
			if k >= settle && late > s.Window() {
				longer++
			}
			s.Woke(late)
		}
		if longer > rounds/50 || s.Window() > mean*3/2 {
			t.Errorf("%v late: window %v, and %d of %d later", mean, s.Window(), longer, rounds)
		}
	}
	before := s.Window()
	if s.Woke(time.Hour); s.Window() > before*103/100 {
		t.Errorf("one bad wake-up makes %v of %v", s.Window(), before)
	}
}
