package checksum

import (
	"math/rand/v2"
	"testing"
)

// TestAgainstTheDefinition adds words up one by one, carrying at once.
func TestAgainstTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		data := make([]byte, r.IntN(200))
		for i := range data {
			data[i] = byte(r.Uint32() >> r.IntN(32))
			if r.IntN(3) == 0 {
				data[i] = 0xff
			}
		}
		want := uint32(0)
		for i, b := range data {
			word := uint32(b)
			if i%2 == 0 {
				word <<= 8
			}
			if want += word; want > 0xffff {
				want -= 0xffff
			}
		}
		if got := Fold(Sum(data)); uint32(got) != want {
			t.Fatalf("%x: %x, not %x", data, got, want)
		}
	}
	// 64 bits that carry at every step.
	for _, sum := range []uint64{0, 1, 0xffff, 0x10000, 0x1ffff, 1<<32 - 1, 1 << 32, 1<<64 - 1, 0xfffe_ffff_ffff_ffff} {
		want := sum % 0xffff
		if sum > 0 && want == 0 {
			want = 0xffff
		}
		if got := Fold(sum); uint64(got) != want {
			t.Errorf("%x: %x, not %x", sum, got, want)
		}
	}
}
