package port_test

import (
	"errors"
	"io"
	"testing"

	"qanat/emu/port"
	"qanat/emu/port/porttest"
)

// newPool makes a pool that is large enough for every test.
func newPool(t testing.TB) *port.Pool {
	t.Helper()
	p, err := port.NewPool(port.Shape{Frames: 8192, FrameBytes: 2048, HeadBytes: 256})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRing(t *testing.T) {
	porttest.Run(t, func(t testing.TB) porttest.Ends {
		pool := newPool(t)
		a, b, err := port.Pair(pool, 256)
		if err != nil {
			t.Fatal(err)
		}
		return porttest.Ends{Pool: pool, From: a, To: b, Room: 256, Joined: true}
	})
}

func TestRingRefusesOddSizes(t *testing.T) {
	if _, _, err := port.Pair(nil, 100); err == nil {
		t.Error("a ring of 100 frames is made")
	}
}

func TestRingIsReadToItsEndAfterTheSenderClosed(t *testing.T) {
	pool := newPool(t)
	defer pool.Close()
	a, b, _ := port.Pair(pool, 64)
	frames := make([]port.Frame, 50)
	pool.Get(frames)
	a.Send(frames)
	a.Close()
	for _, want := range []struct {
		n   int
		err error
	}{{50, nil}, {0, io.EOF}} {
		if n, err := b.Receive(frames); n != want.n || !errors.Is(err, want.err) {
			t.Errorf("%d frames, %v: want %d, %v", n, err, want.n, want.err)
		}
	}
	port.Put(frames)
	b.Close()
	if pool.Free() != pool.Frames() {
		t.Errorf("%d of %d frames came back", pool.Free(), pool.Frames())
	}
}

func TestForwardEndsWithItsPorts(t *testing.T) {
	pool := newPool(t)
	defer pool.Close()
	a, b, _ := port.Pair(pool, 64)
	c, d, _ := port.Pair(pool, 64)
	frames := make([]port.Frame, 20)
	pool.Get(frames)
	for i := range frames {
		frames[i].Reserve(i + 1)
	}
	a.Send(frames)
	a.Close()
	odd := func(frames []port.Frame) (on int) {
		for i := range frames {
			if len(frames[i].Data)%2 == 0 {
				port.Put(frames[i : i+1])
				continue
			}
			frames[on] = frames[i]
			on++
		}
		return on
	}
	if err := port.Forward(t.Context(), port.Way{From: b, To: c, Process: odd}); err != nil {
		t.Fatal(err)
	}
	got, err := d.Receive(frames)
	if got != 10 || err != nil {
		t.Fatalf("%d frames, %v", got, err)
	}
	for i := range frames[:got] {
		if len(frames[i].Data) != 2*i+1 {
			t.Errorf("frame %d has %d bytes", i, len(frames[i].Data))
		}
	}
	port.Put(frames[:got])
	if pool.Free() != pool.Frames() {
		t.Errorf("%d of %d frames came back", pool.Free(), pool.Frames())
	}
}

// BenchmarkRing moves batches through a pair, from a goroutine that takes frames
// out of the pool to one that puts them back.
func BenchmarkRing(b *testing.B) {
	pool := newPool(b)
	defer pool.Close()
	from, to, _ := port.Pair(pool, 1024)
	go func() {
		var frames [port.Batch]port.Frame
		var idle port.Idle
		for sent := 0; sent < b.N; {
			got := pool.Get(frames[:min(len(frames), b.N-sent)])
			n, _ := from.Send(frames[:got])
			sent += n
			idle.Found(n)
		}
		from.Close()
	}()
	b.ReportAllocs()
	var frames [port.Batch]port.Frame
	var idle port.Idle
	for {
		n, err := to.Receive(frames[:])
		if err != nil {
			return
		}
		port.Put(frames[:n])
		idle.Found(n)
	}
}
