package bench

import (
	"context"
	"math/rand/v2"
	"time"

	"qanat/experiments/stats"
	"qanat/sim"
)

// repetitions is how often a fast measurement is repeated; its median counts.
const repetitions = 10

// engine measures how many events per second the simulator handles on one core:
// a full queue in which every event that is handled schedules another.
func (s *suite) engine(ctx context.Context) error {
	const pending, events = 1000, 1_000_000
	rates := make([]float64, repetitions)
	for i := range rates {
		if err := ctx.Err(); err != nil {
			return err
		}
		rng := rand.New(rand.NewPCG(1, uint64(i)))
		var engine sim.Engine[int]
		for e := range pending {
			engine.Schedule(sim.Time(rng.Int64N(int64(sim.Second))), 0, 0, e)
		}
		began := time.Now()
		for range events {
			event, _ := engine.Next()
			engine.Schedule(event.At+sim.Time(rng.Int64N(int64(sim.Second))), 0, 0, event.Payload)
		}
		rates[i] = events / time.Since(began).Seconds() / 1e6
	}
	s.add(Row{Metric: "engine events per second", Value: stats.Quantile(0.5, rates),
		Unit: "million", Target: atLeast(2)})
	return nil
}
