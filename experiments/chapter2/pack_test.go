package chapter2

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestColumnsRoundTrip(t *testing.T) {
	const seed = 3
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	costs := make([]int64, 1000)
	for i := range costs {
		costs[i] = -40_000_000
		if rng.IntN(3) > 0 {
			costs[i] = (300 + rng.Int64N(400)) * 40_000_000
		}
	}
	for _, values := range [][]int64{nil, {0}, {0, 0}, {-1, 5, math.MaxInt64, math.MinInt64 + 1}, costs} {
		packed := Pack(values)
		got, err := packed.Unpack()
		if err != nil || !slices.Equal(got, values) {
			t.Errorf("%d values came back as %v (%v)", len(values), got, err)
		}
	}
	if size := len(Pack(costs)); size > 2500 {
		t.Errorf("1,000 costs take %d bytes", size)
	}
}

func TestTimesKeepTwoPercent(t *testing.T) {
	got, err := packTimes([]int64{0, 1500, 2_000_000, 7_000_000_000}).Times()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1e-9, 1.5e-6, 2e-3, 7} {
		if math.Abs(got[i]/want-1) > 0.011 {
			t.Errorf("%v s became %v", want, got[i])
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(string(Pack([]int64{1, 2, 3})))
	f.Add("")
	f.Add("!")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := Column(text).Unpack()
		if err != nil && !strings.Contains(err.Error(), "packed column") {
			t.Errorf("%v", err)
		}
		if again, err2 := Pack(values).Unpack(); err == nil && (err2 != nil || !slices.Equal(values, again)) {
			t.Errorf("%v, then %v", values, again)
		}
	})
}
