package traffic

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"qanat/emu/port"
)

// naive does what order does, with all that has arrived before its eyes.
type naive struct {
	arrivals []uint64 // different ones, in the order they came
	known    map[uint64]int
	doubled  uint64
	late     uint64
	extents  uint64
	extent   uint64
}

func (n *naive) take(sequence uint64) {
	if n.known[sequence]++; n.known[sequence] > 1 {
		n.doubled++
		return
	}
	for j, earlier := range n.arrivals {
		if earlier > sequence {
			extent := uint64(len(n.arrivals) - j)
			n.late++
			n.extents += extent
			n.extent = max(n.extent, extent)
			break
		}
	}
	n.arrivals = append(n.arrivals, sequence)
}

// shuffled loses, doubles and delays some of n packets.
func shuffled(rng *rand.Rand, n int, from uint64) []uint64 {
	type arrival struct {
		at       float64
		sequence uint64
	}
	var all []arrival
	for k := range n {
		for range 1 + rng.IntN(10)/9 {
			at := float64(k)
			if rng.IntN(5) == 0 {
				at += rng.ExpFloat64() * 10
			}
			all = append(all, arrival{at, from + uint64(k)})
		}
		if rng.IntN(10) == 0 {
			all = all[:len(all)-1]
		}
	}
	for i := 1; i < len(all); i++ { // stable
		for j := i; j > 0 && all[j-1].at > all[j].at; j-- {
			all[j-1], all[j] = all[j], all[j-1]
		}
	}
	sequences := make([]uint64, len(all))
	for k := range all {
		sequences[k] = all[k].sequence
	}
	return sequences
}

// TestOrderIsThatOfRFC4737 compares with its definitions, written down plainly.
func TestOrderIsThatOfRFC4737(t *testing.T) {
	for seed := range uint64(300) {
		rng := seeded(seed)
		o, n := newOrder(), naive{known: map[uint64]int{}}
		for _, sequence := range shuffled(rng, 400, 0) {
			o.take(uint32(sequence))
			n.take(sequence)
		}
		if o.arrived != uint64(len(n.arrivals)) || o.doubled != n.doubled || o.late != n.late || o.extents != n.extents || o.extent != n.extent || o.tooOld > 0 {
			t.Fatalf("seed %d: arrived %d, doubled %d, reordered %d, extents %d, largest %d; by definition %d, %d, %d, %d, %d",
				seed, o.arrived, o.doubled, o.late, o.extents, o.extent, len(n.arrivals), n.doubled, n.late, n.extents, n.extent)
		}
	}
}

// TestNumbersAreRestored: 32 bits are enough, also around where they overflow, and
// when a stream is met in its middle.
func TestNumbersAreRestored(t *testing.T) {
	const from = 1<<32 - 300
	o, n := newOrder(), naive{known: map[uint64]int{}}
	sequences := shuffled(seeded(1), 600, from)
	if sequences[0] != from {
		t.Skip("the first packet must be the first") // so that what was before is not missed
	}
	for _, sequence := range sequences {
		o.take(uint32(sequence))
		n.take(sequence)
	}
	if o.first != from || o.next < from+590 || o.arrived != uint64(len(n.arrivals)) || o.late != n.late || o.doubled != n.doubled {
		t.Errorf("%+v; %d arrived, %d late, %d doubled", o, len(n.arrivals), n.late, n.doubled)
	}
}

// TestWindow: packets are told apart as far back as a window, whatever was skipped.
func TestWindow(t *testing.T) {
	o := newOrder()
	for _, s := range []struct {
		sequence       uint32
		fresh, ordered bool
	}{
		{0, true, true}, {window - 1, true, true}, {0, false, false}, {1, true, false}, {1, false, false},
		{window + 2, true, true}, {2, false, false}, {3, true, false}, {window + 1, true, false},
		{5 * window, true, true}, {5*window - 1, true, false}, {4*window + 1, true, false}, {4*window + 1, false, false}, {4 * window, false, false},
	} {
		if fresh, ordered := o.take(s.sequence); fresh != s.fresh || ordered != s.ordered {
			t.Errorf("%d: new %t, in order %t", s.sequence, fresh, ordered)
		}
	}
	if o.tooOld != 2 { // 2 and 4*window
		t.Errorf("%d packets are too old", o.tooOld)
	}
}

// TestStampsAreRead back as they were written, and nothing else passes for one.
func TestStampsAreRead(t *testing.T) {
	rng := seeded(5)
	for range 100_000 {
		m := stamp{stream: uint8(rng.Uint32()), sequence: rng.Uint32(), flow: rng.Uint32() >> 8, sent: rng.Int64N(1 << timeBits), late: rng.Int64N(1 << rng.IntN(38))}
		data := make([]byte, stampBytes)
		a, b, c := m.pack()
		binary.BigEndian.PutUint64(data, a)
		binary.BigEndian.PutUint64(data[8:], b)
		binary.BigEndian.PutUint16(data[16:], c)
		var got stamp
		if !got.read(data) || got.stream != m.stream || got.sequence != m.sequence || got.flow != m.flow || got.sent != m.sent {
			t.Fatalf("%+v is read as %+v", m, got)
		}
		if got.late > m.late || got.late+got.late/128+1 < m.late {
			t.Fatalf("%d ns late are read as %d", m.late, got.late)
		}
		data[rng.IntN(stampBytes)] ^= 1 << rng.IntN(8)
		if got.read(data) {
			t.Fatalf("one bit of %+v is wrong, which is not seen: %x", m, data)
		}
	}
	if late := unpackLate(packLate(1 << 60)); late < 1<<37 {
		t.Errorf("the longest lateness is %d ns", late)
	}
}

// TestTimesAreRestored from their last 36 bits, whichever side of a cycle.
func TestTimesAreRestored(t *testing.T) {
	rng := seeded(6)
	for range 10_000 {
		sent := rng.Int64N(1 << 60)
		for _, delay := range []int64{0, 1, rng.Int64N(50e9), -rng.Int64N(17e9)} {
			if got := since(sent+delay, sent&timeMask); got != delay {
				t.Fatalf("%d ns are restored as %d", delay, got)
			}
		}
	}
}

// TestPayloadsAreFound under VLAN tags and IPv4 options, and nothing is read
// beyond a frame's end.
func TestPayloadsAreFound(t *testing.T) {
	for name, s := range variants() {
		data := all(t, s, 1)[0]
		tagged := slices.Concat(data[:12], []byte{0x88, 0xa8, 0, 5, 0x81, 0, 0, 7}, data[12:])
		frames := [][]byte{data, tagged}
		if s.To.Address.Is4() {
			options := slices.Concat(data[:34], []byte{1, 1, 1, 1}, data[34:])
			options[14] = 4<<4 | 6
			frames = append(frames, options)
		}
		for k, frame := range frames {
			if payload := payloadOf(frame); len(payload) != len(data)-s.headers() || !new(stamp).read(payload) {
				t.Errorf("%s, form %d: no stamp in %x", name, k, frame)
			}
			for n := range len(frame) {
				payloadOf(slices.Clip(frame[:n]))
			}
		}
	}
}

func FuzzPayloadOf(f *testing.F) {
	for _, s := range variants() {
		f.Add(all(f, s, 1)[0])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if payload := payloadOf(slices.Clip(data)); len(payload) > len(data) {
			t.Error("longer than the frame")
		}
	})
}

func BenchmarkSink(b *testing.B) {
	const n = 1 << 16
	s := example()
	s.Flows, s.Packets = 1000, n
	frames := make([]port.Frame, n)
	for k, data := range all(b, s, 1) {
		frames[k].Data = data
	}
	for _, perFlow := range []bool{false, true} {
		b.Run(fmt.Sprintf("per flow %t", perFlow), func(b *testing.B) {
			b.ReportAllocs()
			var sink *Sink
			for k := 0; k < b.N; k += port.Batch {
				if k%n == 0 { // they were all seen
					b.StopTimer()
					sink = NewSink(SinkOptions{PerFlow: perFlow})
					sink.Take(frames[:port.Batch], 5000)
					b.StartTimer()
				}
				sink.Take(frames[k%n:k%n+port.Batch], int64(k)*100+5000)
			}
		})
	}
}
