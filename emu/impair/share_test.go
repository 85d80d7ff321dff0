package impair_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"qanat/emu/impair"
)

// TestSharesAreWrittenAsTheyWereRead: 0.07 times 100 is more than 7 in floating
// point.
func TestSharesAreWrittenAsTheyWereRead(t *testing.T) {
	text := []string{"0.0000001%", "100%", "7%", "0.07%", "14.000001%", "33.3333333333%"}
	for k := range 10_000 {
		text = append(text, fmt.Sprintf("%d.%d%%", k/100, 1+k%9))
	}
	for _, want := range text {
		asked := impair.Text{Loss: want}
		m := asked.Impairment(func(field, format string, args ...any) { t.Errorf("%s: "+format, append([]any{want}, args...)...) })
		if got := m.Text().Loss; got != want || m.String() != "loss "+want {
			t.Errorf("%s is written as %s, and shown as %v", want, got, m)
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 10_000 {
		share := rng.Float64()
		m := impair.Impairment{Loss: impair.Chance{Share: share}}
		if got, err := impair.ParseShare(m.Text().Loss); got != share || err != nil {
			t.Fatalf("%v is written as %s, which is read as %v, %v", share, m.Text().Loss, got, err)
		}
	}
	for text, want := range map[string]float64{"1e-1%": 0.001, "1e-400%": 0, "0%": 0} {
		if got, err := impair.ParseShare(text); got != want || err != nil {
			t.Errorf("%s is read as %v, %v", text, got, err)
		}
	}
}
