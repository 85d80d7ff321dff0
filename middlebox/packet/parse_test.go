package packet

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestPlainIsGeneral compares the short way with the long one on frames that are
// nearly plain.
func TestPlainIsGeneral(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	plain := 0
	for range 300_000 {
		frame := make([]byte, 30+r.IntN(60))
		for i := range frame {
			frame[i] = byte(r.Uint32() >> r.IntN(32))
		}
		frame[12], frame[13], frame[14], frame[16], frame[20] = 8, 0, 0x45, 0, byte(r.IntN(2)<<6)
		frame[17], frame[23] = byte(r.IntN(len(frame))), []byte{6, 17}[r.IntN(2)]
		frame[21] = byte(r.IntN(50) / 49)
		if len(frame) > 46 {
			frame[46], frame[38], frame[39] = byte(r.IntN(8)<<4), 0, byte(r.IntN(60))
		}
		var short, long Packet
		if !short.plain(frame) {
			continue
		}
		plain++
		short.Plain = false // all that may differ
		if fault := long.general(frame); fault != None || !reflect.DeepEqual(short, long) {
			t.Fatalf("%x: %v\n%+v\n%+v", frame, fault, short, long)
		}
	}
	if plain < 1000 {
		t.Errorf("only %d frames were plain", plain)
	}
}
