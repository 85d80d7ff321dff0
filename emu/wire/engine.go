//go:build linux

package wire

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/tpacket"
	"qanat/topo"
)

// fastest is the rate up to which one worker keeps up with full-size packets.
const fastest = 2 * topo.Gbps

// Engine is user-space links as labs see them. Its zero value is ready.
type Engine struct {
	mutex   sync.Mutex // held to begin; afterwards workers are as they are until Close
	workers []*Worker
}

// mostWorkers is how many threads the links are shared among: each may keep one
// processor busy, and something must be left for the nodes.
const mostWorkers = 2

// blocksOf is how many blocks of memory an interface of each of so many links gets, of
// thirty slots each. Fewer than the fewest would be full too soon: then packets come in
// by queues, which take no memory for those that could come, and more time for those
// that do.
func blocksOf(links int) int {
	const memory, fewest, most = 256 << 20, 34, 136
	if n := memory / (2 * max(links, 1) * tpacket.BlockBytes); n >= fewest {
		return min(n, most)
	}
	return 0
}

// Name implements engine.Engine.
func (*Engine) Name() string { return "wire" }

// Offered implements engine.Engine.
func (*Engine) Offered() error {
	epoll, err := newEpoll()
	if err == nil {
		unix.Close(epoll)
	}
	return err
}

// Repeats implements engine.Engine.
func (*Engine) Repeats() error { return nil }

// Look implements engine.Engine: links in user space end with who carries them.
func (*Engine) Look(*engine.Link) engine.Carrier { return nil }

// Inner implements engine.Engine.
func (*Engine) Inner() bool { return true }

// Refuse implements engine.Engine.
func (*Engine) Refuse(m *impair.Impairment) error {
	if m.Rate > fastest {
		return fmt.Errorf("a rate of %v: links in user space carry at most %v: ask for less, or leave the rate out", m.Rate, fastest)
	}
	return nil
}

// Open implements engine.Engine.
func (e *Engine) Open(l *engine.Link) (engine.Carrier, error) {
	if err := e.start(min(mostWorkers, max(l.Among, 1))); err != nil {
		return nil, err
	}
	w := e.workers[l.Number%len(e.workers)]
	var link *Link
	err := kernel.Do(l.Sides[0].Space, func() (err error) {
		link, err = w.Add(Spec{
			First: l.Sides[0].Interface, Second: l.Sides[1].Interface, Ways: l.Ways,
			Rand: rand.New(rand.NewPCG(l.Seed, uint64(l.Number+1))), Blocks: blocksOf(l.Among),
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("link %s: %w", l.Name, err)
	}
	return carrier{link}, nil
}

// start begins with n workers, unless there are some: all links are among as many.
func (e *Engine) start(n int) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if len(e.workers) > 0 {
		return nil
	}
	// A worker keeps its place among the threads that run Go code. That there are
	// more is said before any runs: all threads stop for it.
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + n)
	for range n {
		w, err := NewWorker()
		if err != nil {
			runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) - n + len(e.workers))
			return err
		}
		e.workers = append(e.workers, w)
	}
	return nil
}

// Close implements engine.Engine.
func (e *Engine) Close() {
	for _, w := range e.workers {
		w.Close()
	}
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) - len(e.workers))
	e.workers = nil
}

// carrier is a Link as labs see it.
type carrier struct{ *Link }

func (c carrier) Set(way int, m impair.Impairment) error {
	c.Link.Set(way, m)
	return nil
}

func (c carrier) Cut(cut bool) error {
	c.Link.Cut(cut)
	return nil
}

func (c carrier) Counts(way int) (engine.Counts, error) {
	n := c.Link.Counts(way)
	return engine.Counts{
		Sent: n.Sent, Lost: n.Lost + n.Cut, Queued: n.Overflowed + n.Full, Missed: n.Missed, Oversized: n.TooLong,
	}, nil
}
