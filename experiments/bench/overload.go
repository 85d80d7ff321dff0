//go:build linux

package bench

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"qanat/emu/port"
	"qanat/experiments/stats"
)

// overworked is a chain so slow that twice what it manages can be offered over one
// virtual link: SimpleNAT, and state that is written for each packet.
var overworked = []string{"nat", "gen:size=4096", "gen:size=4096", "gen:size=4096"}

const (
	loadLasts = 300 * time.Millisecond
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
	kinds := []string{"af_packet", "af_xdp"}
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
		s.fared("overload of "+kind+": ", fares[kind])
	}
	return nil
}

// fared adds the rows of a kind of port, from the fares of each load, by round.
// Throughput is compared with the highest of the same round: a virtual processor is
// not as fast all the time.
func (s *suite) fared(name string, fares [][]*fare) {
	half, twice := fares[0], fares[len(fares)-1]
	highest := make([]float64, len(twice))
	for _, ofLoad := range fares {
		for round, f := range ofLoad {
			highest[round] = max(highest[round], f.throughput())
		}
	}
	throughput := each(twice, (*fare).throughput)
	s.versus(map[string][]float64{"twice": millions(throughput), "the highest": millions(highest)},
		name+"throughput at twice the peak", "twice", "the highest", atLeast(0.9))
	for _, share := range []float64{0.5, 0.99} {
		delay := func(f *fare) float64 { return f.delays.quantile(share) }
		s.add(Row{Metric: fmt.Sprintf("%sdelay at half the peak, p%g", name, 100*share), Value: stats.Quantile(0.5, each(half, delay)), Unit: "us"})
		bound := func(f *fare) float64 { return f.bound(waiting) }
		of := func(f *fare) float64 { return delay(f) / bound(f) }
		s.add(Row{Metric: fmt.Sprintf("%sdelay at twice the peak, p%g", name, 100*share), Value: stats.Quantile(0.5, each(twice, delay)), Unit: "us",
			Peer: fmt.Sprintf("a queue of %d frames", waiting), PeerValue: stats.Quantile(0.5, each(twice, bound)),
			Ratio: stats.Quantile(0.5, each(twice, of)), Target: atMost(1 + varies)})
	}
	accounted := slices.Min(each(slices.Concat(fares...), func(f *fare) float64 { return 100 - f.unaccounted() }))
	s.add(Row{Metric: name + "frames that came out or were counted as dropped, at worst", Value: accounted, Unit: "%", Target: atLeast(100)})
	waited := stats.Quantile(0.5, each(twice, func(f *fare) float64 { return 100 * f.waited }))
	s.add(Row{Metric: name + "time in which others had the chain's processor", Value: waited, Unit: "%", Target: atMost(100 * disturbed)})
}

func each(fares []*fare, of func(*fare) float64) []float64 {
	values := make([]float64, len(fares))
	for k, f := range fares {
		values[k] = of(f)
	}
	return values
}

func millions(values []float64) []float64 {
	out := make([]float64, len(values))
	for k, v := range values {
		out[k] = v / 1e6
	}
	return out
}
