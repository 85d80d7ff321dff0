//go:build linux

package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"qanat/emu/port"
	"qanat/experiments/stats"
)

// overworked is a chain so slow that twice what it manages can be offered over one
// virtual link: SimpleNAT, and state that is written for each packet.
var overworked = []string{"nat", "gen:size=4096", "gen:size=4096", "gen:size=4096"}

const (
	loadLasts = 500 * time.Millisecond
	// waiting is how many frames the queues on the way to a chain hold: its port's,
	// its link's, and a batch that is being sent and another that is worked on.
	waiting = port.DefaultRoom + 256 + 2*port.Batch
)

// varies is how much longer than at the mean throughput a full queue may take:
// throughput is not the same all the time.
const varies = 0.1

// loads are shares of the peak that are offered in turn.
var loads = []float64{0.5, 1, 1.5, 2}

// overload finds the highest throughput of a chain by each kind of port, and then
// offers it up to twice as much, in turn: throughput is to stay, delays to be
// bounded by the queue, and what is dropped to be counted.
func (s *suite) overload(ctx context.Context) error {
	program, err := os.Executable() // which runs chains too
	if err != nil {
		return err
	}
	b, err := newBed(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	m, err := b.newMeter()
	if err != nil {
		return err
	}
	defer m.close()
	kinds := []string{"af_packet", "af_xdp", "tpacket"}
	peaks, fares := map[string]float64{}, map[string][][]*fare{}
	try := func(kind string, perSecond float64) (*fare, error) {
		return calmest(func() (*fare, error) { return b.offer(ctx, m, program, task{kind, overworked, perSecond, loadLasts}) })
	}
	for _, kind := range kinds {
		peaks[kind], err = peak(func(perSecond float64) (*fare, error) { return try(kind, perSecond) })
		if err != nil {
			return fmt.Errorf("overload of %s: %w", kind, err)
		}
		fares[kind] = make([][]*fare, len(loads))
	}
	for range repetitions {
		for _, kind := range kinds {
			for k, load := range loads {
				f, err := try(kind, load*peaks[kind])
				if err != nil {
					return fmt.Errorf("overload of %s: %w", kind, err)
				}
				fares[kind][k] = append(fares[kind][k], f)
			}
		}
	}
	for _, kind := range kinds {
		s.fared("overload of "+kind+": ", peaks[kind], fares[kind][0], fares[kind][len(loads)-1])
	}
	return nil
}

// fared adds the rows of a kind of port: of half the peak, and of twice as much.
func (s *suite) fared(name string, peak float64, half, twice []*fare) {
	median := func(fares []*fare, of func(*fare) float64) float64 {
		values := make([]float64, len(fares))
		for k, f := range fares {
			values[k] = of(f)
		}
		return stats.Quantile(0.5, values)
	}
	passed := median(twice, (*fare).throughput)
	s.add(Row{Metric: name + "throughput at twice the peak", Value: passed / 1e6, Unit: "million/s",
		Peer: "the peak", PeerValue: peak / 1e6, Ratio: passed / peak, Target: atLeast(0.9)})
	for _, share := range []float64{0.5, 0.99} {
		delay := func(f *fare) float64 { return f.delays.quantile(share) }
		s.add(Row{Metric: fmt.Sprintf("%sdelay at half the peak, p%g", name, 100*share), Value: median(half, delay), Unit: "us"})
		bound := median(twice, func(f *fare) float64 { return f.bound(waiting) })
		of := median(twice, func(f *fare) float64 { return delay(f) / f.bound(waiting) })
		s.add(Row{Metric: fmt.Sprintf("%sdelay at twice the peak, p%g", name, 100*share), Value: median(twice, delay), Unit: "us",
			Peer: fmt.Sprintf("a queue of %d frames", waiting), PeerValue: bound, Ratio: of, Target: atMost(1 + varies)})
	}
	accounted := 100.0
	for _, f := range append(half, twice...) {
		accounted = min(accounted, 100-f.unaccounted())
	}
	s.add(Row{Metric: name + "frames that came out or were counted as dropped, at worst", Value: accounted, Unit: "%", Target: atLeast(100)})
	s.add(Row{Metric: name + "time in which others had the chain's processor", Value: 100 * median(twice, func(f *fare) float64 { return f.waited }), Unit: "%", Target: atMost(stealLimit)})
}
