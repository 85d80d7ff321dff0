package exact

import (
	"slices"

	"qanat/topo"
)

// poolMaker lists patterns. Its memory serves one pool after the other.
type poolMaker struct {
	in       *instance
	role     role
	cap      topo.Rate
	free     []int64
	chosen   []int32 // a cell per position
	low      []int64 // its bounds on the rate
	high     []int64
	rates    []int64 // of a vertex
	choices  []choice
	cells    []int32
	rows     []int64
	turn     []int64
	choiceOf []int32
}

// begin prepares for the patterns of a host.
func (m *poolMaker) begin(in *instance, h *host) {
	m.in, m.role, m.cap, m.free = in, h.role, h.cap, append(m.free[:0], h.free...)
	m.chosen, m.rates = slices.Grow(m.chosen[:0], in.positions())[:in.positions()], m.rates[:0]
	m.choices, m.cells, m.rows, m.turn, m.choiceOf = m.choices[:0], m.cells[:0], m.rows[:0], m.turn[:0], m.choiceOf[:0]
}

// pool returns the patterns listed.
func (m *poolMaker) pool(in *memory) *pool {
	p := &pool{
		n: m.in.positions(), role: m.role, choices: slices.Clone(m.choices), cells: in.indices.keep(m.cells),
		choiceOf: in.indices.keep(m.choiceOf), all: in.indices.full(len(m.choices)),
	}
	for k := range p.all {
		p.all[k] = int32(k)
	}
	p.whole = patterns[int64]{in.counts.keep(m.rows), in.counts.keep(m.turn)}
	p.parts = patterns[float64]{in.numbers.full(len(m.rows)), in.numbers.full(len(m.turn))}
	demand := float64(m.in.demand)
	for i, v := range m.rows {
		p.parts.rows[i] = float64(v) / demand
	}
	for k, v := range m.turn {
		p.parts.turn[k] = float64(v) / demand
	}
	return p
}

// choose fixes the steps of positions i and on in every way that fits.
func (m *poolMaker) choose(i int) {
	if len(m.choiceOf) > maxVertices {
		return
	}
	if i == len(m.chosen) {
		m.list()
		return
	}
	for k := range m.in.steps[i] {
		s := &m.in.steps[i][k]
		if !fits(s.demand, m.free) || k > 0 && (s.low >= m.cap || m.in.low(i, k) > min(m.cap, s.rate)) {
			continue
		}
		for r, d := range s.demand {
			m.free[r] -= d
		}
		m.chosen[i] = m.in.first[i] + int32(k)
		m.choose(i + 1)
		for r, d := range s.demand {
			m.free[r] += d
		}
	}
}

// list records the chosen steps with their vertices.
func (m *poolMaker) list() {
	m.low, m.high = m.low[:0], m.high[:0]
	for i, cell := range m.chosen {
		m.low = append(m.low, int64(m.in.low(i, int(cell-m.in.first[i]))))
		m.high = append(m.high, int64(m.in.cells[cell].rate))
	}
	first := int32(len(m.choiceOf))
	m.vertices(0, -1)
	c, width := choice{first, int32(len(m.choiceOf))}, len(m.chosen)+1
	turn := m.rows[int(first)*width]
	for v := c.first + 1; v < c.last; v++ {
		turn = min(turn, m.rows[int(v)*width])
	}
	m.choices, m.cells, m.turn = append(m.choices, c), append(m.cells, m.chosen...), append(m.turn, turn)
}

// vertices lists the rates of positions i and on: runs of positions with the
// same rate, each at the largest lower or the smallest upper bound of its
// members; a run's rate differs from the one before it.
func (m *poolMaker) vertices(i int, before int64) {
	if i == len(m.chosen) {
		m.add()
		return
	}
	low, high := int64(0), int64(m.cap)
	for j := i; j < len(m.chosen); j++ {
		low, high = max(low, m.low[j]), min(high, m.high[j])
		if low > high {
			break
		}
		m.rates = append(m.rates, low)
		for k := i; k <= j; k++ {
			m.rates[k] = low
		}
		if low != before {
			m.vertices(j+1, low)
		}
		m.rates = m.rates[:j+1]
		for k := i; k <= j; k++ {
			m.rates[k] = high
		}
		if high != before && high != low {
			m.vertices(j+1, high)
		}
		m.rates = m.rates[:j+1]
	}
	m.rates = m.rates[:i]
}

// add records the current rates as a vertex.
func (m *poolMaker) add() {
	at := int64(0)
	if m.role == source {
		at = int64(m.in.demand)
	}
	turns := int64(0)
	for _, z := range m.rates {
		turns += abs(z - at)
		at = z
	}
	end := int64(0)
	if m.role == target {
		end = int64(m.in.demand)
	}
	m.rows = append(append(m.rows, turns+abs(end-at)), m.rates...)
	m.choiceOf = append(m.choiceOf, int32(len(m.choices)))
}

func abs(x int64) int64 { return max(x, -x) }
