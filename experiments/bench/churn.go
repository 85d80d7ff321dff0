//go:build linux

package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"qanat/experiments/stats"
	"qanat/middlebox"
	"qanat/middlebox/nat"
	"qanat/replication/nf"
)

// newNAT returns a translator's thread.
func newNAT(c nat.Config) (*nf.Thread, error) {
	box, err := nat.NewSimple(c)
	if err != nil {
		return nil, err
	}
	return nf.NewSingle(box, 1)
}

// newFlows measures what a packet costs that opens a session.
func (s *suite) newFlows(ctx context.Context) error {
	const flows = 1 << 18
	var times []float64
	for range repetitions {
		t, err := newNAT(wide(flows))
		if err != nil {
			return err
		}
		l, next := newStream(1), uint32(0)
		sequence := func() uint32 { next++; return next }
		spent := func(run bool) time.Duration {
			began := time.Now()
			for range flows / 2 / middlebox.MaxBatch {
				l.fill(t.Packets(), sequence)
				if run {
					t.Run(middlebox.MaxBatch, 1)
				}
			}
			return time.Since(began)
		}
		generating := spent(false)
		times = append(times, float64(spent(true)-generating)/(flows/2))
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	s.add(Row{Metric: "SimpleNAT: a packet that opens a session", Value: stats.Quantile(0.5, times), Unit: "ns", Target: atMost(200)})
	return nil
}

// manyFlows measures the memory of a million sessions.
func (s *suite) manyFlows(context.Context) error {
	const flows = 1_000_000
	before := memoryInUse()
	t, err := newNAT(wide(flows))
	if err != nil {
		return err
	}
	l := newStream(1)
	l.warm(&hop{run: t.Run, into: t.Packets()}, flows)
	held := memoryInUse() - before
	if n := t.State().Table(0).Len(); n != 2*flows {
		return fmt.Errorf("the translator holds %d sessions, not %d", n/2, flows)
	}
	s.add(Row{Metric: "SimpleNAT: memory of a million sessions", Value: held / 1e6, Unit: "MB", Target: atMost(200)})
	return nil
}

// memoryInUse is what the heap holds, in bytes.
func memoryInUse() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// expiry measures what it costs that sessions expire while 100,000 new ones come
// every second: a translator whose sessions end after a second, in turn with one
// whose sessions never do and which has room for all of them.
func (s *suite) expiry(ctx context.Context) error {
	const newPerSecond, packetsPerNew, perTurn = 100_000, 50, 2_000_000
	const apart = int64(time.Second) / newPerSecond / packetsPerNew // virtual time between packets
	ending, lasting := wide(4*newPerSecond), wide(4*newPerSecond+(repetitions+2)*perTurn/packetsPerNew)
	ending.Idle, lasting.Idle = time.Second, 0
	var spent, ratios []float64
	threads := make([]*nf.Thread, 2)
	nows, news := make([]int64, 2), make([]uint32, 2)
	for k, c := range []nat.Config{ending, lasting} {
		var err error
		if threads[k], err = newNAT(c); err != nil {
			return err
		}
	}
	l := newStream(1)
	turn := func(k int, packets int) float64 {
		began := time.Now()
		for at := 0; at < packets; at += middlebox.MaxBatch {
			count := 0
			l.fill(threads[k].Packets(), func() uint32 {
				if count++; count%packetsPerNew == at/middlebox.MaxBatch%packetsPerNew {
					news[k]++
				}
				return news[k] - uint32(l.order[l.at&(1<<20-1)])
			})
			nows[k] += apart * middlebox.MaxBatch
			threads[k].Run(middlebox.MaxBatch, nows[k])
		}
		return float64(time.Since(began)) / float64(packets)
	}
	turn(0, 2*newPerSecond*packetsPerNew) // until as many end as come
	turn(1, perTurn)
	for range repetitions {
		a, b := turn(0, perTurn), turn(1, perTurn)
		spent, ratios = append(spent, a), append(ratios, b/a)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	s.add(Row{Metric: "SimpleNAT with 100,000 new sessions/s that expire", Value: stats.Quantile(0.5, spent), Unit: "ns/packet",
		Peer: "the same without expiry", PeerValue: stats.Quantile(0.5, spent) * stats.Quantile(0.5, ratios), Ratio: stats.Quantile(0.5, ratios), Target: atLeast(0.9)})
	return nil
}
