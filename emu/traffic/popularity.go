package traffic

import (
	"math"
	"math/rand/v2"
)

// ranks draws ranks 0 to n-1 whose shares are given, each in constant time: the
// alias method of Vose ("A linear algorithm for generating random numbers with a
// given distribution", 1991). math/rand/v2's Zipf takes no exponent of 1 or less.
type ranks []column

// A column stands for 1/n of all draws: keep 2^32nds of them, as near as that
// goes, are its own rank, the others the alias.
type column struct{ keep, alias uint32 }

// zipf returns the ranks of Zipf's law over n ranks.
func zipf(n int, exponent float64) ranks {
	shares := make([]float64, n)
	sum := 0.0
	for k := n - 1; k >= 0; k-- { // small ones first, for the sum to be exact
		shares[k] = math.Pow(float64(k+1), -exponent)
		sum += shares[k]
	}
	for k := range shares {
		shares[k] *= float64(n) / sum
	}
	return alias(shares)
}

// alias builds the table of shares whose mean is 1, which it overwrites.
func alias(shares []float64) ranks {
	table := make(ranks, len(shares))
	var small, large []uint32
	for k, share := range shares {
		table[k] = column{math.MaxUint32, uint32(k)}
		if share < 1 {
			small = append(small, uint32(k))
		} else {
			large = append(large, uint32(k))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		less, more := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		table[less] = column{uint32(shares[less] * math.MaxUint32), more}
		shares[more] -= 1 - shares[less]
		if shares[more] < 1 {
			large = large[:len(large)-1]
			small = append(small, more)
		}
	}
	return table // what is left has a share of 1, but for rounding
}

// draw returns a rank.
func (t ranks) draw(rng *rand.Rand) uint32 {
	random := rng.Uint64()
	k := scale(uint32(random>>32), len(t))
	if c := t[k]; uint32(random) > c.keep {
		return c.alias
	}
	return k
}

// scale maps 32 random bits to 0 to n-1. Shares differ by less than n/2^32.
func scale(random uint32, n int) uint32 { return uint32(uint64(random) * uint64(n) >> 32) }

// The shape of traces. Counts of packets per flow have a Pareto tail of index
// flowShape between 1 and longestFlow, so that their mean is finite and their
// variance is not, but for the bound; a train ends after a packet with a chance of
// 1 in trainEnds. Both are typical of traces, and of no particular one.
const (
	flowShape   = 1.2
	longestFlow = 1_000_000
	trainEnds   = 4
)

// flowLength draws how many packets a flow of a trace has, from 1 to longestFlow.
func flowLength(rng *rand.Rand) uint32 {
	u := 1 - rng.Float64() // not 0
	return uint32(min(math.Pow(u, -1/flowShape), longestFlow))
}
