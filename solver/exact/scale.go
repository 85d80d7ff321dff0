package exact

// scale is what a tariff starts from, in its unit: the whole demand, the cost of
// half a hop for one unit of rate, and, per cell, what it costs and between which
// rates it is used.
type scale[T number] struct {
	demand, half    T
	cost, low, high []T
}

// newScale converts costs, and rates in kbit/s, by the functions given.
func newScale[T number](in *instance, half T, cost, rate func(int64) T) *scale[T] {
	cells := len(in.cells)
	memory := make([]T, 3*cells)
	u := &scale[T]{demand: rate(int64(in.demand)), half: half,
		cost: memory[:cells], low: memory[cells : 2*cells], high: memory[2*cells:]}
	for i, steps := range in.steps {
		for k := range steps {
			cell := int(in.first[i]) + k
			u.cost[cell], u.low[cell], u.high[cell] = cost(int64(steps[k].cost)), rate(int64(in.low(i, k))), rate(int64(steps[k].rate))
		}
	}
	return u
}
