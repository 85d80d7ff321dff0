package impair

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"
)

// Distribution is the shape of the jitter.
type Distribution uint8

// The distributions. Uniform jitter J lies within Delay-J and Delay+J; the other
// two have mean Delay and standard deviation J.
const (
	Uniform Distribution = iota
	Normal
	Pareto // with index 3: a few packets come much later
)

var distributions = []string{Uniform: "uniform", Normal: "normal", Pareto: "pareto"}

// String is the distribution's name in lab files.
func (d Distribution) String() string { return distributions[d] }

// ParseDistribution reads a name.
func ParseDistribution(name string) (Distribution, error) {
	d := slices.Index(distributions, name)
	if d < 0 {
		return 0, fmt.Errorf("%q is no distribution: use one of %s", name, strings.Join(distributions, ", "))
	}
	return Distribution(d), nil
}

// TableScale is what a standard deviation is in tables, as in netem's.
const TableScale = 8192

const (
	// tableSize is the number of a table's entries, also netem's, and
	// mostDeviation where an entry's 16 bits cut the tails.
	tableSize     = 4096
	mostDeviation = 4
)

// Table returns quantiles of the distribution with mean 0 and standard deviation
// TableScale, at equal steps of probability, as netem wants them; nil for
// Uniform, which it has itself.
func (d Distribution) Table() []int16 {
	switch d {
	case Normal:
		return normalTable
	case Pareto:
		return paretoTable
	}
	return nil
}

var normalTable = table(func(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) })

const paretoIndex = 3

var paretoTable = table(func(p float64) float64 { return math.Pow(1-p, -1.0/paretoIndex) })

// table lists quantiles, cut where a deviate of mostDeviation is the largest, and
// moved and scaled so that mean and standard deviation hold in spite of the cut.
func table(quantile func(p float64) float64) []int16 {
	values := make([]float64, tableSize)
	for i := range values {
		values[i] = quantile((float64(i) + 0.5) / tableSize)
	}
	mean, deviation := stat.PopMeanStdDev(values, nil)
	for last := values[tableSize-1]; ; last = values[tableSize-1] {
		for i := range values {
			values[i] = min(values[i], mean+mostDeviation*deviation)
		}
		mean, deviation = stat.PopMeanStdDev(values, nil)
		if last-values[tableSize-1] < 1.0/TableScale { // each cut changes the moments less than the one before
			break
		}
	}
	entries := make([]int16, tableSize)
	for i, v := range values {
		entries[i] = int16(min(math.Round((v-mean)/deviation*TableScale), math.MaxInt16))
	}
	return entries
}

// earliest is the least deviate, in units of the jitter.
func (d Distribution) earliest() float64 {
	if table := d.Table(); table != nil {
		return float64(table[0]) / TableScale
	}
	return -1
}

// deviation returns the deviate, in units of the jitter, that a share p of all
// are below.
func deviation(table []int16, p float64) float64 {
	if table == nil {
		return 2*p - 1
	}
	return float64(table[min(tableSize-1, int(p*tableSize))]) / TableScale
}
