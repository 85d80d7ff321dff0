package impair

import (
	"math"
	"math/rand/v2"
)

// dice decides a Chance packet by packet. With correlation it is a Markov chain of
// two states in which the share of hits is Share and neighbours are correlated as
// asked for, whatever these are.
type dice struct {
	Chance
	last bool
}

func newDice(c Chance, rng *rand.Rand) dice {
	d := dice{Chance: c}
	if c.Share > 0 && c.Correlation > 0 {
		d.last = rng.Float64() < c.Share
	}
	return d
}

// hit draws only where there is something to decide, so that what a lab does not
// use does not change its random numbers.
func (d *dice) hit(rng *rand.Rand) bool {
	if d.Share == 0 {
		return false
	}
	chance := d.Share * (1 - d.Correlation)
	if d.last {
		chance += d.Correlation
	}
	d.last = rng.Float64() < chance
	return d.last
}

// Bursts returns the chance as bursts in which everything is lost: the same
// Markov chain.
func (c Chance) Bursts() Bursts {
	return Bursts{Enter: c.Share * (1 - c.Correlation), Leave: (1 - c.Share) * (1 - c.Correlation), LossBad: 1}
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

// wave draws probabilities, uniform from 0 to 1, of which neighbours are
// correlated: those of a normal process with one step of memory (a Gaussian
// copula). So correlation leaves the distribution of the delays as it is.
type wave struct {
	memory, fresh float64 // weights of the last normal deviate and of a new one
	last          float64
}

// newWave returns a wave whose probabilities have a correlation from 0 to 1. That
// of the normal process must be a little larger (Kruskal 1958).
func newWave(correlation float64, rng *rand.Rand) wave {
	memory := 2 * math.Sin(math.Pi/6*correlation)
	w := wave{memory: memory, fresh: math.Sqrt(max(0, 1-memory*memory))}
	if memory > 0 {
		w.last = rng.NormFloat64()
	}
	return w
}

func (w *wave) next(rng *rand.Rand) float64 {
	if w.memory == 0 {
		return rng.Float64()
	}
	w.last = w.memory*w.last + w.fresh*rng.NormFloat64()
	return math.Erfc(-w.last/math.Sqrt2) / 2
}
