package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"qanat/experiments/stats"
)

// gauge measures look-ups in Go's own map in the same run, by 13 bytes as a
// five-tuple has: how fast the machine and its memory are at the moment, so that
// runs on other machines, or in other hours, can be told from changes of the code.
func (s *suite) gauge(ctx context.Context) error {
	for _, flows := range []int{1000, 100_000, 1_000_000} {
		table := make(map[[13]byte]uint64, flows)
		keys := make([][13]byte, flows)
		rng := rand.New(rand.NewPCG(1, uint64(flows)))
		for k := range keys {
			binary.LittleEndian.PutUint64(keys[k][:], rng.Uint64())
			table[keys[k]] = uint64(k)
		}
		rng.Shuffle(flows, func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		var times []float64
		for range repetitions {
			times = append(times, lookUps(table, keys))
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		s.add(Row{Metric: fmt.Sprintf("machine: a look-up in Go's map, %d flows", flows), Value: stats.Quantile(0.5, times), Unit: "ns"})
	}
	return nil
}

// lookUps returns what one look-up takes, in nanoseconds, over a million of all keys in
// turn.
func lookUps(table map[[13]byte]uint64, keys [][13]byte) float64 {
	const most = 1_000_000
	missing, began := 0, time.Now()
	for done := 0; done < most; done += len(keys) {
		for _, key := range keys {
			if _, ok := table[key]; !ok {
				missing++
			}
		}
	}
	took := time.Since(began)
	if missing > 0 {
		panic("a map lost a key")
	}
	return float64(took) / most
}
