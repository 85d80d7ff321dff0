package traffic

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/port"
)

// Between is one run between two ports of this process.
type Between struct {
	Out, In port.Port
	Pool    *port.Pool
	Options SinkOptions
	// Wait is how long after the last packet was sent, and after the last one
	// arrived, the sink waits for more: longer than the longest delay.
	Wait time.Duration
}

// Rest lets a sink sleep for less than its port's queue takes to fill, even at a
// million packets/s.
func Rest() {
	short := unix.NsecToTimespec(100_000)
	_ = unix.Nanosleep(&short, nil) // it may end early
}

// Run sends the packets of a generator through Out and measures what arrives on
// In, each on a thread of its own. What earlier runs left on the way is taken away
// first.
func (b *Between) Run(ctx context.Context, g *Generator, tell Tell) (Run, error) {
	if err := drain(b.In); err != nil {
		return Run{}, err
	}
	before := b.In.Counts()
	var sent atomic.Bool // all packets
	ready, collected := make(chan struct{}), make(chan error, 1)
	sink := NewSink(b.Options)
	collecting, stop := context.WithCancel(context.WithoutCancel(ctx)) // what was sent before ctx ends is waited for
	defer stop()
	go func() {
		clock, err := NewMachine()
		close(ready)
		if err == nil {
			over := int64(0)
			err = sink.Receive(collecting, b.In, clock, func(now int64) bool {
				if over == 0 && sent.Load() {
					over = now
				}
				return over > 0 && now-over >= int64(b.Wait) && sink.Quiet(now) >= b.Wait
			})
		}
		collected <- err
	}()
	<-ready
	run, err := send(ctx, Sender{Source: g, Port: b.Out, Pool: b.Pool, Tell: tell}, nil)
	sent.Store(true)
	if err != nil {
		stop()
	}
	if failed := <-collected; err == nil {
		err = failed
	}
	if err != nil {
		return run, err
	}
	received := sink.Report(*run.Sent)
	received.Port, received.Interrupted = b.In.Counts(), run.Sent.Interrupted
	received.Port.Received -= before.Received
	received.Port.Missed -= before.Missed
	received.Port.Invalid -= before.Invalid
	run.Received = &received
	run.Judge()
	return run, nil
}

// drain takes away what waits in a port.
func drain(p port.Port) error {
	var frames [port.Batch]port.Frame
	for {
		n, err := p.Receive(frames[:])
		port.Put(frames[:n])
		if n == 0 || err != nil {
			return err
		}
	}
}
