package netem

import (
	"errors"
	"fmt"
	"math"

	"qanat/emu/impair"
)

// shares returns the shares of loss and duplicates that netem must be told to do
// what is asked for, or why there are none.
//
// Netem hands the copy of a packet that it duplicates to itself, where it meets the
// loss once more (sch_netem.c: netem_enqueue). Told shares d and l, a packet never
// arrives with chance (1-d)l and arrives twice with chance d(1-l)^2; asked for D
// and L, that is to be (1-D)L and D(1-L). Two equations for d and l: the first
// gives l, the second is solved by halving.
func shares(m *impair.Impairment) (loss, duplicate float64, err error) {
	loss, duplicate = m.Loss.Share, m.Duplicate.Share
	switch {
	case duplicate == 0 || loss == 1:
		return loss, duplicate, nil
	case m.Bursts.Any() || m.Loss.Correlation > 0:
		return 0, 0, errors.New("duplicate: the copies would meet the loss again and change its bursts: leave duplicates out, or use the engine wire")
	case duplicate == 1:
		return 1 - math.Sqrt(1-loss), 1, nil
	}
	never, twice := (1-duplicate)*loss, duplicate*(1-loss)
	lossFor := func(d float64) float64 { return never / (1 - d) }
	arrives := func(d float64) float64 { return d * (1 - lossFor(d)) * (1 - lossFor(d)) }
	// It rises with d up to where its derivative is 0, u^2 + never u - 2 never = 0
	// for u = 1-d, and falls from there, since more copies are lost.
	low, high := 0.0, 1-(math.Sqrt(never*never+8*never)-never)/2
	if arrives(high) < twice {
		return 0, 0, fmt.Errorf("loss of %.3g%% with duplicates of %.3g%%: netem's copies meet the loss again, and too few would arrive whatever it is told: ask for less of one, or use the engine wire",
			100*loss, 100*duplicate)
	}
	for range 60 { // halvings: as exact as numbers are
		if middle := (low + high) / 2; arrives(middle) < twice {
			low = middle
		} else {
			high = middle
		}
	}
	return lossFor(high), high, nil
}
