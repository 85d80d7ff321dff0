package port

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
)

// Way is what happens to the frames that arrive on one port and leave by another.
type Way struct {
	From, To Port
	// Process works on a batch in place and returns how many are sent on: those
	// that it has moved to the front. The others it has put back (Put) or kept.
	// Nil sends all on as they are.
	Process func(frames []Frame) (on int)
}

// Forward carries frames along ways, one after another, on the caller's
// goroutine, until the context ends or nothing can come on any way any more. It
// returns the first error of a port, for io.EOF nil.
func Forward(ctx context.Context, ways ...Way) error {
	var stop atomic.Bool // asking a context each time would cost more
	defer context.AfterFunc(ctx, func() { stop.Store(true) })()
	var frames [Batch]Frame
	var idle Idle
	open := append([]Way(nil), ways...)
	for len(open) > 0 && !stop.Load() {
		moved := 0
		for k := 0; k < len(open); k++ {
			n, err := open[k].carry(frames[:])
			moved += n
			if err == nil {
				continue
			}
			if !errors.Is(err, io.EOF) {
				return err
			}
			open = append(open[:k], open[k+1:]...)
			k--
		}
		idle.Found(moved)
	}
	return nil
}

// carry moves one batch and returns how many frames arrived.
func (w *Way) carry(frames []Frame) (int, error) {
	n, err := w.From.Receive(frames)
	if n == 0 {
		return 0, err
	}
	on := n
	if w.Process != nil {
		on = w.Process(frames[:n])
	}
	if on > 0 {
		if _, failed := w.To.Send(frames[:on]); failed != nil {
			return n, failed
		}
	}
	return n, err
}
