//go:build linux

package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"qanat/emu/kernel"
	"qanat/emu/node"
	"qanat/emu/port"
)

// worker is a chain that runs between the middle's interfaces as users run it: a
// process, on the processor of what is measured.
type worker struct {
	cmd   *exec.Cmd
	out   bytes.Buffer
	ended chan error
}

// work starts a chain.
func (b *bed) work(program, kind string, chain []string) (*worker, error) {
	w := &worker{ended: make(chan error, 1)}
	w.cmd = exec.Command(program, "chain", "run", "--json", "--port", kind, "--chain", strings.Join(chain, ","), "--inside", left, "--outside", right)
	ready := &watched{until: []byte(" between "), seen: make(chan struct{})}
	w.cmd.Stdout, w.cmd.Stderr = &w.out, ready
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := kernel.Do(b.names[1], func() error { return onProcessor(b.processors[1], w.cmd.Start) }); err != nil {
		return nil, err
	}
	prefer(w.cmd.Process.Pid)
	go func() { w.ended <- w.cmd.Wait() }()
	select {
	case <-ready.seen:
		return w, nil
	case err := <-w.ended:
		return nil, fmt.Errorf("%s chain run: %w: %s", program, err, ready.text.Bytes())
	}
}

// worked is what a chain says at its end.
type worked struct {
	node.Counts
	Ports [2]port.Counts `json:"ports"`
}

// stop ends the chain.
func (w *worker) stop() (counts worked, err error) {
	err = w.cmd.Process.Signal(os.Interrupt)
	<-w.ended // it reports that it was interrupted, which is no news
	return counts, errors.Join(err, json.Unmarshal(w.out.Bytes(), &counts))
}

// waited is how long the chain's busiest thread has waited for its processor.
func (w *worker) waited() (longest time.Duration, err error) {
	folder := fmt.Sprintf("/proc/%d/task", w.cmd.Process.Pid)
	threads, err := os.ReadDir(folder)
	most := time.Duration(-1)
	for _, t := range threads {
		text, err := os.ReadFile(folder + "/" + t.Name() + "/schedstat")
		if err != nil {
			return 0, err
		}
		var ran, waited time.Duration
		if _, err := fmt.Sscan(string(text), &ran, &waited); err != nil {
			return 0, err
		}
		if ran > most {
			most, longest = ran, waited
		}
	}
	return longest, err
}

// dropped is what the chain and its ports counted as dropped.
func (w *worked) dropped() drops {
	in, out := w.Ports[0], w.Ports[1]
	d := drops{missed: in.Missed + in.Invalid, sent: out.Refused + out.Invalid, chain: w.Lost}
	for _, n := range w.Malformed {
		d.chain += n
	}
	for _, n := range w.Dropped {
		d.chain += n
	}
	return d
}

// task is what a chain is asked to do.
type task struct {
	kind      string // of its ports
	chain     []string
	perSecond float64
	lasting   time.Duration
}

// offer lets a chain work on frames that come at a rate whatever becomes of them,
// and tells how it fared.
func (b *bed) offer(ctx context.Context, m *meter, program string, t task) (*fare, error) {
	w, err := b.work(program, t.kind, t.chain)
	if err != nil {
		return nil, err
	}
	f := &fare{asked: t.perSecond}
	before, err := w.waited()
	if err == nil {
		err = b.pass(ctx, m, t, f)
	}
	after, failed := w.waited()
	counts, stopped := w.stop()
	if err = errors.Join(err, failed, stopped, ctx.Err()); err != nil {
		return nil, err
	}
	links := f.dropped.links
	f.dropped = counts.dropped()
	f.dropped.links = links
	f.waited = (after - before).Seconds() / f.seconds
	return f, nil
}

// pass sends frames and fills in what the meter and the links know of them. Those
// that warm the chain up before count, but for their delays.
func (b *bed) pass(ctx context.Context, m *meter, t task, f *fare) (err error) {
	note := func(failed error) { err = errors.Join(err, failed) }
	seen := func() delays {
		d, failed := m.read()
		note(failed)
		return d
	}
	send := func(perSecond float64, lasting time.Duration) (seconds float64, taken uint64) {
		sent, failed := b.pace(ctx, perSecond, lasting)
		note(failed)
		return sent.Seconds, sent.Packets - sent.Unsent - sent.Refused
	}
	lost, failed := b.lostByLinks()
	note(failed)

	cold := seen()
	_, f.warming = send(warmRate, warmFor)
	warm := settled(ctx, seen)
	f.seconds, f.offered = send(t.perSecond, t.lasting)
	early := seen()
	late := settled(ctx, seen)

	after, failed := b.lostByLinks()
	note(failed)
	if err != nil {
		return err
	}
	f.inTime, f.delays, f.passed = early.since(warm).total(), late.since(warm), late.since(cold).total()
	f.dropped.links = after - lost
	return nil
}

// settled waits until nothing comes out any more, and returns what did.
func settled(ctx context.Context, seen func() delays) delays {
	for last := seen(); ; {
		pause(ctx, emptied)
		now := seen()
		if now.total() == last.total() || ctx.Err() != nil {
			return now
		}
		last = now
	}
}

const (
	// emptied is longer than a chain is without its processor.
	emptied = 50 * time.Millisecond
	// A chain that has seen all flows, and touched its memory, is warm.
	warmRate, warmFor = 50_000, 100 * time.Millisecond
)

// lostByLinks is how many frames the links on the way have dropped.
func (b *bed) lostByLinks() (sum uint64, err error) {
	for _, name := range b.names[:2] {
		counts, err := kernel.Undelivered(name)
		if err != nil {
			return 0, err
		}
		sum += counts[right]
	}
	return sum, nil
}
