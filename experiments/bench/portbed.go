//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"

	"qanat/emu/engine"
	"qanat/emu/kernel"
	"qanat/emu/port"
)

// bed is where forwarders are compared: a generator, what is measured and a sink,
// each in a namespace, joined by virtual links. The generator has one processor;
// what is measured has the other.
type bed struct {
	names  []string // generator, middle, sink
	spaces []*kernel.Namespace
	pool   *port.Pool
	sink   link.Link
	counts *ebpf.Map

	processors [2]int // of the generator and of what is measured
}

// The middle's interfaces.
const left, right = "left", "right"

// end is an interface of one of the spaces.
func (b *bed) end(space int, name string) engine.Side {
	return engine.Side{Space: b.names[space], Interface: name}
}

// generate sends frames into the middle as fast as it can, until it is stopped.
func (b *bed) generate() (stop func() error, err error) {
	into := b.end(1, left)
	frame, err := datagram(into, netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.1.0.1"))
	if err != nil {
		return nil, err
	}
	return generate(b.end(0, right), into, frame, b.processors[0])
}

// keep keeps the goroutine on a processor, until it ends.
func keep(processor int) {
	runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
	_ = pin(0, processor)  // one of those that it may run on
}

func newBed(ctx context.Context) (b *bed, err error) {
	b = &bed{spaces: make([]*kernel.Namespace, 3)}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	all, err := processors()
	if err == nil && len(all) < 2 {
		err = fmt.Errorf("it needs two processors: one for the generator, one for what is measured")
	}
	if err != nil {
		return b, err
	}
	b.processors = [2]int(all[:2])
	var specs []kernel.Spec
	for _, role := range []string{"generator", "middle", "sink"} {
		b.names = append(b.names, fmt.Sprintf("qanat-bench-%d-%s", os.Getpid(), role))
		specs = append(specs, kernel.Spec{Name: b.names[len(b.names)-1]})
	}
	if err := kernel.Make(ctx, specs, func(k int, n *kernel.Namespace) error {
		b.spaces[k] = n
		return nil
	}); err != nil {
		return b, err
	}
	if b.pool, err = port.NewPool(port.DefaultShape); err != nil {
		return b, err
	}
	if err := b.join(0, right, 1, left, "10.0.0.1/24", "10.0.0.254/24"); err != nil {
		return b, err
	}
	if err := b.join(1, right, 2, left, "10.1.0.254/24", "10.1.0.1/24"); err != nil {
		return b, err
	}
	if b.counts, err = ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.PerCPUArray, KeySize: 4, ValueSize: 8, MaxEntries: 1}); err != nil {
		return b, err
	}
	return b, b.drain(ofSockets)
}

// join connects two of the spaces.
func (b *bed) join(from int, name string, to int, peer string, address, other string) error {
	one, two := b.spaces[from], b.spaces[to]
	first, second := kernel.Veth(kernel.End{In: one, Name: name}, kernel.End{In: two, Name: peer})
	one.Address(first, netip.MustParsePrefix(address))
	two.Up(second)
	two.Address(second, netip.MustParsePrefix(other))
	return errors.Join(one.Commit(), two.Commit())
}

// neighbour tells the middle the sink's address, which that never does, and which
// is forgotten when an interface goes down, as it does under testpmd.
func (b *bed) neighbour() error {
	return b.run("ip", "neighbour", "replace", "10.1.0.1", "lladdr", "02:00:00:00:00:02", "dev", right)
}

// run runs a program in the middle.
func (b *bed) run(program string, args ...string) error {
	out, err := exec.Command("ip", append([]string{"netns", "exec", b.names[1], program}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, out)
	}
	return nil
}

// flowing waits until frames come out, at most ten seconds, and a little more.
func (b *bed) flowing(ctx context.Context) error {
	const few, limit, step = 10_000, 10 * time.Second, 50 * time.Millisecond
	before := b.arrived()
	for began := time.Now(); b.arrived() < before+few; pause(ctx, step) {
		if time.Since(began) > limit || ctx.Err() != nil {
			return fmt.Errorf("of what is generated %d frames come out in %v", b.arrived()-before, limit)
		}
	}
	pause(ctx, 10*step)
	return ctx.Err()
}

func (b *bed) close() {
	if b.sink != nil {
		b.sink.Close()
	}
	if b.counts != nil {
		b.counts.Close()
	}
	for _, n := range b.spaces {
		if n != nil {
			n.Close()
		}
	}
	if b.pool != nil {
		b.pool.Close()
	}
	_ = kernel.RemoveAll(b.names) // the report of the measurement matters more
}

// forward carries frames between the middle's interfaces, both ways.
func (b *bed) forward(ctx context.Context, kind string, process func(frames []port.Frame) int) (stop func() error, err error) {
	var ends [2]port.Port
	for k, name := range []string{left, right} {
		ends[k], err = port.Open(kind, port.Options{Pool: b.pool, Namespace: b.names[1], Interface: name})
		if err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	failed := make(chan error, 1)
	go func() {
		keep(b.processors[1])
		failed <- port.Forward(ctx, port.Way{From: ends[0], To: ends[1], Process: process}, port.Way{From: ends[1], To: ends[0], Process: process})
	}()
	return func() error {
		cancel()
		return errors.Join(<-failed, ends[0].Close(), ends[1].Close())
	}, nil
}
