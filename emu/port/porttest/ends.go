package porttest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"time"

	"qanat/emu/port"
)

// ends are what a test works on.
type ends struct {
	Ends
	t                    *testing.T
	fromClosed, toClosed bool
}

func (e *ends) closeFrom() {
	if !e.fromClosed {
		e.fromClosed = true
		if err := e.From.Close(); err != nil {
			e.t.Errorf("closing: %v", err)
		}
	}
}

func (e *ends) closeTo() {
	if !e.toClosed {
		e.toClosed = true
		if err := e.To.Close(); err != nil {
			e.t.Errorf("closing: %v", err)
		}
	}
}

// marked is an Ethernet header for local experiments, from and to addresses that
// nobody has.
var marked = []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5}

const shortest = 60

// write makes the frame one of the test's, of a number and a size.
func write(f *port.Frame, number uint32, size int) {
	if !f.Reserve(size) {
		panic("a test's frame is larger than its pool allows")
	}
	n := copy(f.Data, marked)
	binary.BigEndian.PutUint32(f.Data[n:], number)
	for i := n + 4; i < size; i++ {
		f.Data[i] = byte(int(number) + i)
	}
}

// intact tells whether the frame is as write left it, and its number.
func intact(f *port.Frame) (number uint32, ok bool) {
	if len(f.Data) < shortest || !bytes.Equal(f.Data[:len(marked)], marked) {
		return 0, false
	}
	number = binary.BigEndian.Uint32(f.Data[len(marked):])
	for i := len(marked) + 4; i < len(f.Data); i++ {
		if f.Data[i] != byte(int(number)+i) {
			return number, false
		}
	}
	return number, true
}

// send sends n frames of a pool, numbered from first, and fails the test if they
// are not all accepted.
func (e *ends) send(pool *port.Pool, first, n, size int) {
	e.t.Helper()
	var frames [port.Batch]port.Frame
	for sent := 0; sent < n; {
		batch := frames[:min(n-sent, len(frames))]
		if got := pool.Get(batch); got < len(batch) {
			e.t.Fatalf("the pool has %d frames, not %d", got, len(batch))
		}
		for i := range batch {
			write(&batch[i], uint32(first+sent+i), size)
		}
		if accepted, err := e.From.Send(batch); err != nil || accepted != len(batch) {
			e.t.Fatalf("after %d frames: %d of %d accepted, %v; counts %+v", sent, accepted, len(batch), err, e.From.Counts())
		}
		sent += len(batch)
	}
}

// patience is how long nothing may come before no more is expected.
const patience = 500 * time.Millisecond

// each receives until n frames have come, or nothing more will, and hands them
// to f; it returns how many there were.
func (e *ends) each(n int, f func(*port.Frame)) int {
	e.t.Helper()
	if e.Stored {
		e.closeFrom()
	}
	var frames [port.Batch]port.Frame
	var idle port.Idle
	received := 0
	for last := time.Now(); received < n && time.Since(last) < patience; {
		got, err := e.To.Receive(frames[:min(n-received, len(frames))])
		for i := range frames[:got] {
			f(&frames[i])
		}
		port.Put(frames[:got])
		if received += got; got > 0 {
			last = time.Now()
		}
		if errors.Is(err, io.EOF) {
			return received
		}
		if err != nil {
			e.t.Fatal(err)
		}
		idle.Found(got)
	}
	return received
}

// expect receives n frames, numbered from first, in order and as they were sent.
func (e *ends) expect(first, n int) {
	e.t.Helper()
	next := uint32(first)
	got := e.each(n, func(f *port.Frame) {
		if number, ok := intact(f); !ok || number != next {
			e.t.Fatalf("frame %d came as number %d, intact %t: % x", next, number, ok, f.Data[:min(len(f.Data), 32)])
		}
		next++
	})
	if got < n {
		e.t.Fatalf("of %d frames %d came; sender %+v, receiver %+v", n, got, e.From.Counts(), e.To.Counts())
	}
}

// counted fails the test unless so many frames were sent and received, and
// nothing else happened.
func (e *ends) counted(n int) {
	e.t.Helper()
	from, to := e.From.Counts(), e.To.Counts()
	if from.Sent != uint64(n) || to.Received != uint64(n) || from.Refused+from.Invalid+to.Missed+to.Invalid > 0 {
		e.t.Errorf("after %d frames: sender %+v, receiver %+v", n, from, to)
	}
}
