package gen_test

import (
	"math/rand/v2"
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/gen"
	"qanat/replication/nf"
)

// TestEveryPacketWritesEveryWord of its thread's value, and of no other.
func TestEveryPacketWritesEveryWord(t *testing.T) {
	for size := 16; size <= 256; size += 8 {
		box, err := gen.New(gen.Config{Threads: 3, Size: size})
		if err != nil {
			t.Fatal(err)
		}
		thread, err := nf.NewSingle(box, 1)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 1))
		state := thread.State().Vector(0)
		for now := range int64(50) {
			before := append([]uint64{}, state...)
			n := r.IntN(3)
			thread.Packets().Thread = n
			sent := boxtest.Mix(r)
			if out := boxtest.Pass(thread, now, sent)[0]; out.Side != sent.Side^1 || !out.Intact {
				t.Fatalf("%+v became %+v", sent, out)
			}
			from := int(box.Index(n)) * size / 8
			for k := range state {
				if own := k >= from && k < from+size/8; own != (state[k] != before[k]) {
					t.Fatalf("size %d, thread %d: word %d went from %x to %x", size, n, k, before[k], state[k])
				}
			}
		}
		if gap := int(box.Index(1))*size - size; gap < 56 {
			t.Errorf("size %d: values of two threads lie %d bytes apart", size, gap)
		}
	}
}

// TestPacketsOfABatchWriteDifferentValues looks at each between two packets.
func TestPacketsOfABatchWriteDifferentValues(t *testing.T) {
	box, err := gen.New(gen.DefaultConfig)
	if err != nil {
		t.Fatal(err)
	}
	thread, err := nf.NewSingle(box, 1)
	if err != nil {
		t.Fatal(err)
	}
	b, seen := thread.Packets(), map[uint64]bool{}
	for i := range middlebox.MaxBatch {
		b.Packets[i].Parse(make([]byte, 60))
	}
	thread.Run(middlebox.MaxBatch, 7)
	for i := range middlebox.MaxBatch {
		box.Process(b, i, i+1)
		seen[b.Read(0, i)[0]] = true
	}
	if len(seen) != middlebox.MaxBatch {
		t.Errorf("%d packets wrote %d values", middlebox.MaxBatch, len(seen))
	}
}

func TestConfigurationsThatMakeNoSense(t *testing.T) {
	for _, c := range []gen.Config{{0, 16}, {1 << 20, 16}, {1, 0}, {1, 20}, {1, 8192}} {
		if _, err := gen.New(c); err == nil {
			t.Errorf("accepted %+v", c)
		}
	}
}
