package porttest

import (
	"io"
	"sync/atomic"
	"testing"

	"qanat/emu/port"
)

func inOrder(t *testing.T, e *ends) {
	const rounds = 100
	total := 0
	for range rounds {
		e.send(e.Pool, total, port.Batch, shortest)
		if !e.Stored {
			e.expect(total, port.Batch)
		}
		total += port.Batch
	}
	from := total
	if e.Stored {
		from = 0
	}
	e.send(e.Pool, total, e.Room, shortest) // while nobody receives
	total += e.Room
	e.expect(from, total-from)
	e.counted(total)
}

func sizes(t *testing.T, e *ends) {
	const longest = 1514 // what a link of Ethernet carries
	n := 0
	for size := shortest; size <= longest; size += 97 {
		e.send(e.Pool, n, 1, size)
		n++
	}
	e.send(e.Pool, n, 1, longest)
	e.expect(0, n+1)
	e.counted(n + 1)
}

// other makes a pool of larger frames, and returns what checks that they are all
// in it in the end.
func other(t *testing.T) (p *port.Pool, check func()) {
	p, err := port.NewPool(port.Shape{Frames: 256, FrameBytes: 4096, HeadBytes: 64})
	if err != nil {
		t.Fatal(err)
	}
	return p, func() {
		if p.Free() != p.Frames() {
			t.Errorf("of %d frames of another pool %d came back", p.Frames(), p.Free())
		}
		p.Close()
	}
}

func foreign(t *testing.T, e *ends) {
	p, check := other(t)
	e.send(p, 0, 100, 200)
	e.expect(0, 100)
	e.counted(100)
	e.closeFrom()
	check()
}

// large sends a frame between two others that does not fit into the pool, and is
// more than a link of Ethernet carries.
func large(t *testing.T, e *ends) {
	p, check := other(t)
	var frames [3]port.Frame
	p.Get(frames[:])
	write(&frames[0], 0, shortest)
	write(&frames[1], 7, 3000)
	write(&frames[2], 1, shortest)
	if _, err := e.From.Send(frames[:]); err != nil {
		t.Fatal(err)
	}
	e.expect(0, 2)
	from, to := e.From.Counts(), e.To.Counts()
	if to.Received != 2 || from.Invalid+to.Invalid != 1 || from.Sent+from.Invalid != 3 {
		t.Errorf("sender %+v, receiver %+v", from, to)
	}
	e.closeFrom()
	check()
}

// overload sends much more than there is room for.
func overload(t *testing.T, e *ends) {
	if e.Stored {
		t.Skip("a file has room for everything")
	}
	var frames [port.Batch]port.Frame
	offered := 0
	for offered < 20*e.Room {
		got := e.Pool.Get(frames[:])
		if got == 0 {
			break // they all wait to be received
		}
		for i := range frames[:got] {
			write(&frames[i], uint32(offered+i), shortest)
		}
		accepted, err := e.From.Send(frames[:got])
		if err != nil || accepted > got {
			t.Fatal(accepted, err)
		}
		offered += got
	}
	received := e.each(offered, func(f *port.Frame) {
		if _, ok := intact(f); !ok {
			t.Fatalf("a frame came that was not sent: % x", f.Data)
		}
	})
	from, to := e.From.Counts(), e.To.Counts()
	switch {
	case from.Sent+from.Refused != uint64(offered) || to.Received != uint64(received):
		t.Errorf("%d offered, %d received: sender %+v, receiver %+v", offered, received, from, to)
	case to.Received > from.Sent || to.Received+to.Missed < from.Sent:
		t.Errorf("frames are lost without being counted: sender %+v, receiver %+v", from, to)
	case from.Refused+to.Missed == 0 && offered > 2*e.Room:
		t.Logf("there was room for %d frames", offered)
	}
}

// exhausted takes all frames out of the pool while some are on their way.
func exhausted(t *testing.T, e *ends) {
	const n = 128
	held := make([]port.Frame, e.Pool.Frames())
	held = held[:e.Pool.Get(held)]
	if len(held) < n {
		t.Fatalf("the ports leave %d frames", len(held))
	}
	for k := 0; k < n; k += port.Batch {
		batch := held[k : k+port.Batch]
		for i := range batch {
			write(&batch[i], uint32(k+i), shortest)
		}
		if accepted, err := e.From.Send(batch); err != nil || accepted != len(batch) {
			t.Fatal(accepted, err)
		}
	}
	rest := make([]port.Frame, n) // what Send gave back, so that there is none
	rest = rest[:e.Pool.Get(rest)]
	var frames [port.Batch]port.Frame
	if e.Stored {
		e.closeFrom()
	}
	kept := []port.Frame{}
	for range 1000 {
		got, err := e.To.Receive(frames[:])
		if err != nil && err != io.EOF {
			t.Fatal(err)
		}
		kept = append(kept, frames[:got]...)
	}
	for i := range kept {
		if number, ok := intact(&kept[i]); !ok || number != uint32(i) {
			t.Errorf("frame %d came as %d, intact %t", i, number, ok)
		}
	}
	first := len(kept)
	port.Put(kept)
	port.Put(held[n:])
	port.Put(rest)
	e.expect(first, n-first)
	e.counted(n)
}

func closing(t *testing.T, e *ends) {
	if e.Stored {
		t.Skip("nobody receives while frames are stored")
	}
	var sent atomic.Int64
	var stop atomic.Bool
	ended := make(chan error)
	go func() {
		var frames [port.Batch]port.Frame
		var idle port.Idle
		for !stop.Load() {
			got := e.Pool.Get(frames[:])
			for i := range frames[:got] {
				write(&frames[i], 0, shortest)
			}
			n, err := e.From.Send(frames[:got])
			if err != nil {
				ended <- err
				return
			}
			sent.Add(int64(got))
			idle.Found(n)
		}
		ended <- nil
	}()
	e.each(1000, func(*port.Frame) {})
	e.closeTo()
	if e.Joined {
		if err := <-ended; err == nil {
			t.Error("sends do not fail although nobody will receive")
		}
		return
	}
	var idle port.Idle
	for before := sent.Load(); sent.Load() < before+1000; { // they go on
		select {
		case err := <-ended:
			t.Fatal(err)
		default:
			idle.Found(0)
		}
	}
	stop.Store(true)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func allocates(t *testing.T, e *ends) {
	var frames [port.Batch]port.Frame
	send := func() {
		got := e.Pool.Get(frames[:])
		for i := range frames[:got] {
			write(&frames[i], 0, shortest)
		}
		if _, err := e.From.Send(frames[:got]); err != nil {
			t.Fatal(err)
		}
	}
	receive := func() {
		n, err := e.To.Receive(frames[:])
		if err != nil {
			t.Fatal(err)
		}
		port.Put(frames[:n])
	}
	step := func() { send(); receive() }
	if e.Stored {
		step = send
	}
	if n := testing.AllocsPerRun(200, step); n > 0 {
		t.Errorf("%v allocations per batch", n)
	}
	if e.Stored {
		e.closeFrom()
		if n := testing.AllocsPerRun(200, receive); n > 0 {
			t.Errorf("%v allocations per batch received", n)
		}
	}
}
