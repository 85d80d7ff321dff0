//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qanat/emu/live"
	"qanat/emu/port"
	"qanat/experiments/stats"
	"qanat/middlebox"
	"qanat/middlebox/packet"
	"qanat/replication/nf"
)

var dataplaneParts = []part{
	{"gauge", (*suite).gauge}, {"hops", (*suite).hops}, {"new-flows", (*suite).newFlows}, {"many-flows", (*suite).manyFlows},
	{"expiry", (*suite).expiry}, {"rings", (*suite).rings}, {"forwarders", (*suite).forwarders}, {"overload", (*suite).overload},
}

// DataplaneParts names what Dataplane can measure alone.
func DataplaneParts() []string { return namesOf(dataplaneParts) }

// Dataplane measures how fast packets are processed and frames move into
// <Results>/bench/dataplane.csv: middleboxes in process, beside the same written by
// hand; rings; and forwarders between two virtual links, beside DPDK's testpmd and
// the kernel, in turn; and chains that are offered more than they manage. Those
// two need root. Peers that are not installed are left out.
func Dataplane(ctx context.Context, cfg Config) error {
	s, err := open(cfg, "dataplane.csv")
	if err != nil {
		return err
	}
	parts := dataplaneParts
	if err := live.Permitted(); err != nil {
		fmt.Fprintf(s.Text, "forwarders and overload are left out: %v\n", err)
		parts = parts[:len(parts)-2]
	}
	steps, err := s.only(parts)
	if err != nil {
		return err
	}
	return s.run(ctx, steps...)
}

// contender is one way to carry frames from one side of a bed to the other.
type contender struct {
	name string
	// start makes it forward, and returns what ends it.
	start func(ctx context.Context, b *bed) (stop func() error, err error)
}

// Contenders that carry frames by ports of a kind; process works on them.
func forwarder(kind string, process func(frames []port.Frame) int) contender {
	return contender{kind, func(ctx context.Context, b *bed) (func() error, error) { return b.forward(ctx, kind, process) }}
}

// natBy begins the name of a contender that translates addresses.
const natBy = "SimpleNAT by "

// translator forwards through SimpleNAT.
func translator(kind string) contender {
	return contender{natBy + kind, func(ctx context.Context, b *bed) (func() error, error) {
		t, err := newNAT(wide(100_000))
		if err != nil {
			return nil, err
		}
		return b.forward(ctx, kind, func(frames []port.Frame) int { return translate(t, frames) })
	}}
}

// translate passes frames through a translator, those from inside, and returns how
// many are left in front. Frames that come back are passed on as they are.
func translate(t *nf.Thread, frames []port.Frame) (on int) {
	b, n := t.Packets(), 0
	var dropped []port.Frame
	for i := range frames {
		if b.Packets[n].Parse(frames[i].Data) == packet.None && b.Packets[n].Version == 4 {
			b.In[n] = middlebox.Inside
			frames[n], frames[i] = frames[i], frames[n]
			n++
		}
	}
	t.Run(n, 1)
	for i := range n {
		if b.Out[i] == middlebox.Drop {
			dropped = append(dropped, frames[i])
			continue
		}
		frames[on] = frames[i]
		on++
	}
	port.Put(append(dropped, frames[n:]...))
	return on
}

const (
	testpmdPacket = "testpmd af_packet"
	testpmdXDP    = "testpmd af_xdp"
	kernelForward = "kernel"
	kernelNAT     = "kernel with nft masquerade"
)

// forwarders lets each contender forward frames of 64 bytes in turn.
func (s *suite) forwarders(ctx context.Context) error {
	rates, err := s.compete(ctx, []contender{
		forwarder("af_packet", nil), {testpmdPacket, testpmd("net_af_packet")},
		forwarder("tpacket", nil), {kernelForward, kernelForwards(false)},
		forwarder("af_xdp", nil), {testpmdXDP, testpmd("net_af_xdp")},
		{kernelNAT, kernelForwards(true)}, translator("af_packet"), translator("tpacket"), translator("af_xdp"),
	})
	if err != nil {
		return err
	}
	for _, c := range []struct {
		kind, peer string
		target     Target
	}{
		{"af_packet", testpmdPacket, atLeast(1)},
		{"af_xdp", testpmdXDP, atLeast(0.9)},
		{"af_xdp", kernelNAT, Target{}},
		{"af_xdp", kernelForward, Target{}},
		{"af_packet", kernelForward, Target{}},
		{"tpacket", testpmdPacket, atLeast(1)},
		{natBy + "af_xdp", kernelNAT, atLeast(1.5)},
		{natBy + "af_xdp", testpmdXDP, atLeast(0.9)},
		{natBy + "af_packet", kernelNAT, Target{}},
		{natBy + "af_packet", testpmdPacket, atLeast(1)},
		{natBy + "tpacket", kernelNAT, Target{}},
		{natBy + "tpacket", testpmdPacket, atLeast(1)},
	} {
		s.versus(rates, "frames of 64 B forwarded by "+c.kind+" against "+c.peer, c.kind, c.peer, c.target)
	}
	return nil
}

// versus adds a row of one contender beside another, if both took part: the ratio
// is the median of those of the rounds.
func (s *suite) versus(rates map[string][]float64, metric, name, peer string, target Target) {
	mine, theirs := rates[name], rates[peer]
	if len(mine) == 0 || len(mine) != len(theirs) {
		return
	}
	ratios := make([]float64, len(mine))
	for k := range mine {
		ratios[k] = mine[k] / theirs[k]
	}
	s.add(Row{
		Metric: metric, Value: stats.Quantile(0.5, mine), Unit: "million/s",
		Peer: peer, PeerValue: stats.Quantile(0.5, theirs), Ratio: stats.Quantile(0.5, ratios), Target: target,
	})
}

// rounds is how often contenders take turns.
const rounds = 10

// compete lets contenders forward in turn and returns what each forwarded in each
// round, in millions of frames per second. Who does not start is left out.
func (s *suite) compete(ctx context.Context, all []contender) (rates map[string][]float64, err error) {
	b, err := newBed(ctx)
	if err != nil {
		return nil, err
	}
	defer b.close()
	restore, err := aside(b.processors[0])
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, restore()) }()
	rates = map[string][]float64{}
	for range rounds {
		all = slices.DeleteFunc(all, func(c contender) bool {
			rate, failed := b.measure(ctx, c)
			if failed != nil && ctx.Err() == nil {
				fmt.Fprintf(s.Text, "%s is left out: %v\n", c.name, failed)
				delete(rates, c.name)
				return true
			}
			rates[c.name] = append(rates[c.name], rate)
			return false
		})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return rates, nil
}

// measure lets a contender forward what is generated for a second, and returns how
// much comes out, in millions of frames per second.
func (b *bed) measure(ctx context.Context, c contender) (rate float64, err error) {
	stop, err := c.start(ctx, b)
	if err != nil {
		return 0, err
	}
	defer func() {
		if failed := stop(); err == nil {
			err = failed
		}
	}()
	quiet, err := b.generate()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(quiet(), err) }()
	if err := b.flowing(ctx); err != nil {
		return 0, err
	}
	before, began := b.arrived(), time.Now()
	pause(ctx, time.Second)
	return float64(b.arrived()-before) / time.Since(began).Seconds() / 1e6, ctx.Err()
}

// rings moves frames between two threads, out of a pool and back.
func (s *suite) rings(ctx context.Context) error {
	const frames = 20_000_000
	var times []float64
	for range repetitions {
		took, err := throughRing(ctx, frames)
		if err != nil {
			return err
		}
		times = append(times, float64(took)/frames)
	}
	s.add(Row{Metric: "a frame through a ring, out of the pool and back", Value: stats.Quantile(0.5, times), Unit: "ns"})
	return nil
}

func throughRing(ctx context.Context, frames int) (time.Duration, error) {
	pool, err := port.NewPool(port.DefaultShape)
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	from, to, err := port.Pair(pool, 1024)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	go func() {
		var batch [port.Batch]port.Frame
		var idle port.Idle
		for sent := 0; sent < frames && ctx.Err() == nil; {
			n, _ := from.Send(batch[:pool.Get(batch[:])])
			sent += n
			idle.Found(n)
		}
		_ = from.Close()
	}()
	err = port.Forward(ctx, port.Way{From: to, Process: func(batch []port.Frame) int { port.Put(batch); return 0 }})
	took := time.Since(began)
	return took, err
}
