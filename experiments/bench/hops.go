//go:build linux

package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"qanat/experiments/stats"
	"qanat/middlebox"
	"qanat/middlebox/monitor"
	"qanat/middlebox/nat"
	"qanat/replication/nf"
)

// hop is one way to process packets of so many flows, batch by batch.
type hop struct {
	name string
	run  func(n int, now int64)
	into *middlebox.Batch // whose packets run processes
}

// stream makes packets of 60 bytes whose flows are drawn at random, as fast as it
// can: what it takes is subtracted.
type stream struct {
	frames [1024][]byte
	order  []uint32 // flows, drawn before
	at     int
}

func newStream(flows int) *stream {
	l := &stream{order: make([]uint32, 1<<20)}
	rng := rand.New(rand.NewPCG(1, uint64(flows)))
	for k := range l.order {
		l.order[k] = uint32(rng.IntN(flows))
	}
	for k := range l.frames {
		f := make([]byte, 60)
		binary.BigEndian.PutUint16(f[12:], 0x0800)
		f[14], f[22], f[23] = 0x45, 64, 17
		binary.BigEndian.PutUint16(f[16:], 46)
		binary.BigEndian.PutUint32(f[30:], 198<<24|51<<16|100<<8|7)
		binary.BigEndian.PutUint32(f[36:], 53<<16|26)
		l.frames[k] = f
	}
	return l
}

// fill puts a batch of packets from inside into b, of the flows that pick chooses.
func (l *stream) fill(b *middlebox.Batch, pick func() uint32) {
	for i := range middlebox.MaxBatch {
		f := l.frames[l.at&1023]
		l.at++
		flow := pick()
		binary.BigEndian.PutUint32(f[26:], 10<<24|flow>>8)
		binary.BigEndian.PutUint16(f[34:], uint16(1024+flow&255))
		b.Packets[i].Parse(f)
		b.In[i] = middlebox.Inside
	}
}

// drawn picks the flows drawn before, one after another.
func (l *stream) drawn() uint32 { return l.order[l.at&(1<<20-1)] }

// warm sends one packet of each flow.
func (l *stream) warm(h *hop, flows int) {
	next := uint32(0)
	for int(next) < flows {
		l.fill(h.into, func() uint32 { next++; return (next - 1) % uint32(flows) })
		h.run(middlebox.MaxBatch, 1)
	}
}

// measure returns nanoseconds per packet, those of the load subtracted.
func (l *stream) measure(h *hop, packets int) float64 {
	batches := packets / middlebox.MaxBatch
	spent := func(run bool) time.Duration {
		began := time.Now()
		for range batches {
			l.fill(h.into, l.drawn)
			if run {
				h.run(middlebox.MaxBatch, 1)
			}
		}
		return time.Since(began)
	}
	return float64(spent(true)-spent(false)) / float64(batches*middlebox.MaxBatch)
}

// wide is a NAT for so many flows.
func wide(flows int) nat.Config {
	c := nat.DefaultConfig
	c.Public, c.Sessions = netip.MustParsePrefix("203.0.0.0/24"), flows
	return c
}

// through returns a middlebox as a hop.
func through(name string, box middlebox.Middlebox, err error) (*hop, error) {
	if err != nil {
		return nil, err
	}
	t, err := nf.NewSingle(box, 1)
	if err != nil {
		return nil, err
	}
	return &hop{name: name, run: t.Run, into: t.Packets()}, nil
}

// hops measures SimpleNAT and Monitor through the interface of state, in turn with
// the same written by hand.
func (s *suite) hops(ctx context.Context) error {
	for _, c := range []struct {
		flows, packets int
		target         float64
	}{{1000, 4_000_000, 15}, {100_000, 4_000_000, 25}, {1_000_000, 3_000_000, 40}} {
		box, err := nat.NewSimple(wide(c.flows))
		ours, err := through("SimpleNAT", box, err)
		if err != nil {
			return err
		}
		if err := s.beside(ctx, ours, handNAT(c.flows), c.flows, c.packets, c.target); err != nil {
			return err
		}
		counter, err := monitor.New(monitor.Config{Flows: c.flows, Idle: time.Hour})
		ours, err = through("Monitor", counter, err)
		if err != nil {
			return err
		}
		if err := s.beside(ctx, ours, handMonitor(c.flows), c.flows, c.packets, c.target); err != nil {
			return err
		}
	}
	return nil
}

// beside measures two hops in turn.
func (s *suite) beside(ctx context.Context, ours, hand *hop, flows, packets int, target float64) error {
	l := newStream(flows)
	l.warm(ours, flows)
	l.warm(hand, flows)
	var mine, theirs, ratios []float64
	for range repetitions {
		a, b := l.measure(ours, packets), l.measure(hand, packets)
		mine, theirs, ratios = append(mine, a), append(theirs, b), append(ratios, b/a)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	of := fmt.Sprintf("%s hop, %d flows, batches of 32", ours.name, flows)
	s.add(Row{Metric: of, Value: stats.Quantile(0.5, mine), Unit: "ns/packet", Target: atMost(target)})
	s.add(Row{Metric: of + ": against one written by hand", Value: stats.Quantile(0.5, mine), Unit: "ns/packet",
		Peer: "the same without the interface of state", PeerValue: stats.Quantile(0.5, theirs), Ratio: stats.Quantile(0.5, ratios), Target: atLeast(0.9)})
	return nil
}
