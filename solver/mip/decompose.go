package mip

import (
	"math"
	"slices"

	"qanat/topo"
)

const (
	// dust is a rate, in kbit/s, too small to be traffic.
	dust = 1e-3
	// snap is how far below a whole number of kbit/s a path's rate may lie and
	// still count as that number.
	snap = 0.1
)

// path is traffic from the entry to the exit of the layered graph.
type path struct {
	steps []int
	rate  float64 // kbit/s
}

// whole rounds the path's rate down.
func (p path) whole() topo.Rate { return topo.Rate(math.Floor(p.rate + snap)) }

// decompose splits the flow into paths and uses it up. It walks from the entry
// along the fullest steps; a walk that comes back to where it was has found a
// cycle, which is taken out. What leads nowhere is rounding error and dropped.
func (l layered) decompose(rate []float64) []path {
	var paths []path
	for {
		steps := l.walk(rate)
		if steps == nil {
			return paths
		}
		paths = append(paths, path{steps, drain(rate, steps)})
	}
}

// walk returns steps with flow from entry to exit, nil if none are left.
func (l layered) walk(rate []float64) []int {
	var steps []int
	trail := []int{l.entry()} // the states passed
	for {
		here := trail[len(trail)-1]
		if here == l.exit() {
			return steps
		}
		step := l.fullest(here, rate)
		switch {
		case step < 0 && len(steps) == 0:
			return nil
		case step < 0: // a dead end: step back and forget it
			rate[steps[len(steps)-1]] = 0
			steps, trail = steps[:len(steps)-1], trail[:len(trail)-1]
			continue
		}
		next := l.head(step)
		steps = append(steps, step)
		if back := slices.Index(trail, next); back >= 0 {
			drain(rate, steps[back:])
			steps, trail = steps[:back], trail[:back+1]
			continue
		}
		trail = append(trail, next)
	}
}

// fullest returns the outgoing step with the most flow, -1 if all is dust.
func (l layered) fullest(state int, rate []float64) int {
	best, most := -1, dust
	l.out(state, func(step int) bool {
		if rate[step] > most {
			best, most = step, rate[step]
		}
		return true
	})
	return best
}

// drain takes the least rate of the steps out of all of them and returns it.
func drain(rate []float64, steps []int) float64 {
	least := math.Inf(1)
	for _, s := range steps {
		least = min(least, rate[s])
	}
	for _, s := range steps {
		rate[s] -= least
	}
	return least
}
