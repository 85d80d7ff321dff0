package node

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"qanat/emu/port"
	"qanat/middlebox"
)

// Thread moves frames of a chain between two ports.
type Thread struct {
	ports   [2]port.Port // by side
	chain   *chain
	gateway *gateway // of all threads; nil for a wire
	counts  atomic.Pointer[Counts]
	frames  [middlebox.MaxBatch]port.Frame
	batch   batch
}

// Config is what a node is made of.
type Config struct {
	// Threads are its threads, each with its stages and its ports, the inner first;
	// the node does not close them.
	Threads []ThreadConfig
	Pool    *port.Pool // that the ports share
	// Gateway is the node's addresses on each side; nil for a wire.
	Gateway *[2]Side
}

// ThreadConfig is what one thread works on.
type ThreadConfig struct {
	Stages []middlebox.Stage
	Ports  [2]port.Port
}

// New returns the threads of a node.
func New(c Config) []*Thread {
	var g *gateway
	if c.Gateway != nil {
		g = newGateway(*c.Gateway, c.Pool)
	}
	threads := make([]*Thread, len(c.Threads))
	for k, t := range c.Threads {
		threads[k] = &Thread{ports: t.Ports, chain: newChain(t.Stages), gateway: g}
		threads[k].report()
	}
	return threads
}

const (
	// reportEvery is how often Counts is brought up to date.
	reportEvery = 100 * time.Millisecond
	// restAfter is how long a thread that gets nothing goes on looking all the
	// time; then it rests in between. Traffic of more than some 100 packets/s is
	// never kept waiting.
	restAfter, rest = 10 * time.Millisecond, 100 * time.Microsecond
)

// Run moves frames until the context ends or a port does. It is for a goroutine of
// its own, best with the processor to itself.
func (n *Thread) Run(ctx context.Context) error {
	var idle port.Idle
	start := time.Now()
	reported, busy := time.Duration(0), time.Duration(0)
	for ctx.Err() == nil {
		now := time.Since(start)
		if now-reported > reportEvery {
			reported = now
			n.report()
		}
		moved := 0
		for side := range uint8(2) {
			got, err := n.ports[side].Receive(n.frames[:])
			if errors.Is(err, io.EOF) && got == 0 {
				n.report()
				return nil
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			if err := n.forward(n.frames[:got], side, now); err != nil {
				return err
			}
			moved += got
		}
		if idle.Found(moved); moved > 0 {
			busy = now
		} else if now-busy > restAfter {
			time.Sleep(rest)
		}
	}
	n.report()
	return nil
}

// forward processes frames that came in on a side and sends what is left of them.
func (n *Thread) forward(frames []port.Frame, side uint8, now time.Duration) error {
	if len(frames) == 0 {
		return nil
	}
	c, b := n.chain, &n.batch
	others := c.sort(frames, b)
	if n.gateway == nil {
		if err := n.send(others, side^1); err != nil {
			return err
		}
		c.pass(b, side, int64(now))
	} else {
		if err := n.answer(others, side, now); err != nil {
			return err
		}
		n.gateway.enter(b, side, c)
		c.pass(b, side, int64(now))
		if err := n.send(n.gateway.leave(b, side^1, now, c), side^1); err != nil {
			return err
		}
	}
	c.flush()
	return n.send(b.frames[:b.n], side^1)
}

// answer handles what a gateway hears besides IP.
func (n *Thread) answer(others []port.Frame, side uint8, now time.Duration) error {
	for _, f := range others {
		answer, released := n.gateway.other(f, side, now)
		if err := n.send(released, side); err != nil {
			return err
		}
		if !answer {
			n.chain.add(f)
			continue
		}
		if err := n.send([]port.Frame{f}, side); err != nil {
			return err
		}
	}
	return nil
}

func (n *Thread) send(frames []port.Frame, side uint8) error {
	if len(frames) == 0 {
		return nil
	}
	_, err := n.ports[side].Send(frames)
	return err
}

// report makes the counts so far visible to others.
func (n *Thread) report() {
	c := n.chain.counts
	c.Dropped = append([]uint64{}, c.Dropped...)
	n.counts.Store(&c)
}

// Counts is what became of frames, as of a moment ago. Any goroutine may ask.
func (n *Thread) Counts() Counts { return *n.counts.Load() }
