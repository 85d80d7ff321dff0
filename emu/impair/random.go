package impair

import "math/rand/v2"

// correlated draws numbers whose neighbours are alike, by netem's formula: each
// is a mean, weighted with the correlation, of the last one and a fresh one. A
// side effect, there as here, is that strongly correlated numbers seldom reach
// the ends of their range.
type correlated struct {
	weight uint64 // of the last number, in 2^-32
	last   uint32
}

// newCorrelated returns a source with a correlation from 0 to 1.
func newCorrelated(correlation float64, rng *rand.Rand) correlated {
	return correlated{weight: uint64(correlation * (1<<32 - 1)), last: rng.Uint32()}
}

// next returns a number that is uniform on all of uint32 without correlation.
func (c *correlated) next(rng *rand.Rand) uint32 {
	fresh := rng.Uint32()
	if c.weight == 0 {
		return fresh
	}
	rho := c.weight + 1
	c.last = uint32((uint64(fresh)*(1<<32-rho) + uint64(c.last)*rho) >> 32)
	return c.last
}

// dice decides a Chance packet by packet.
type dice struct {
	threshold uint64 // numbers below it are hits
	correlated
}

func newDice(c Chance, rng *rand.Rand) dice {
	return dice{threshold: uint64(c.Share * (1 << 32)), correlated: newCorrelated(c.Correlation, rng)}
}

// hit draws only where there is something to decide, so that what a lab does not
// use does not change its random numbers.
func (d *dice) hit(rng *rand.Rand) bool {
	return d.threshold > 0 && uint64(d.next(rng)) < d.threshold
}

// weather is the state of Bursts.
type weather struct {
	Bursts
	bad bool
}

// lost tells whether a packet is lost in the present state, and moves on.
func (w *weather) lost(rng *rand.Rand) bool {
	if !w.Any() {
		return false
	}
	turn, loss := w.Enter, w.LossGood
	if w.bad {
		turn, loss = w.Leave, w.LossBad
	}
	if rng.Float64() < turn {
		w.bad = !w.bad
	}
	return rng.Float64() < loss
}
