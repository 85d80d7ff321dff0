package traffic

import (
	"context"
	"math/rand/v2"
	"time"

	"qanat/emu/port"
	"qanat/internal/host"
)

// Tell is told how a run goes, at most every tenth of a second: how many packets
// were sent, or arrived, and the time since the start.
type Tell func(packets uint64, passed time.Duration)

// watch measures the processor time that others take, until the function it
// returns is called.
func watch() (stolen func() float64) {
	before, err := host.Now()
	return func() float64 {
		after, errAfter := host.Now()
		if err != nil || errAfter != nil {
			return -1
		}
		return after.StolenSince(before)
	}
}

// Seeded returns the random numbers of a seed.
func Seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x716e7472)) }

// Send sends the packets of a source by the machine's clock, on a thread of its
// own, and judges the run. Those of a generator are followed by marks of their end.
func Send(ctx context.Context, from Source, p port.Port, pool *port.Pool, tell Tell) (Run, error) {
	g, _ := from.(*Generator)
	return send(ctx, Sender{Source: from, Port: p, Pool: pool, Tell: tell}, g)
}

// send sends, and marks the end of a generator if there is one.
func send(ctx context.Context, s Sender, mark *Generator) (r Run, err error) {
	ended := make(chan struct{})
	go func() { // its thread, which is changed, ends with it
		defer close(ended)
		clock, failed := NewMachine()
		if failed != nil {
			err = failed
			return
		}
		_, rate := s.Source.Asked()
		clock.Prepare(rate)
		stolen := watch()
		s.Clock = clock
		var sent Sent
		if sent, err = s.Run(ctx); err == nil && mark != nil && !sent.Interrupted {
			err = s.End(mark)
		}
		r.Sent, r.Stolen = &sent, stolen()
	}()
	<-ended
	r.Judge()
	return r, err
}

// Limits say when a sink ends: each that is not 0 suffices.
type Limits struct {
	Duration time.Duration
	Packets  uint64
	// Wait is how long a sink goes on after all streams have ended, and since
	// the last packet: more than the longest delay.
	Wait time.Duration
}

// Collect measures what arrives on a port by the machine's clock and judges it.
// That ctx ends is no error, but noted.
func Collect(ctx context.Context, p port.Port, o SinkOptions, l Limits, tell Tell) (Run, error) {
	ended := make(chan error)
	var r Run
	go func() {
		clock, err := NewMachine()
		if err != nil {
			ended <- err
			return
		}
		stolen := watch()
		s := NewSink(o)
		begin := clock.Now()
		told, over := begin, int64(0)
		err = s.Receive(ctx, p, clock, func(now int64) bool {
			if tell != nil && now-told >= int64(tellEvery) {
				told = now
				tell(s.Arrived(), time.Duration(now-begin))
			}
			if over == 0 && s.Ended() {
				over = now
			}
			return over > 0 && now-over >= int64(l.Wait) && s.Quiet(now) >= l.Wait || l.Duration > 0 && now-begin >= int64(l.Duration) || l.Packets > 0 && s.Arrived() >= l.Packets
		})
		received := s.Report()
		received.Port, received.Interrupted = p.Counts(), ctx.Err() != nil
		r = Run{Received: &received, Stolen: stolen()}
		ended <- err
	}()
	err := <-ended
	r.Judge()
	return r, err
}
