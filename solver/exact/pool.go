package exact

import (
	"encoding/binary"

	"qanat/topo"
)

// pool holds every pattern of a class of hosts: what a host may do for the
// chain. A pattern is a choice, one step per position that together fit the
// host, and a vertex, the rate of each position. With its choice fixed, what a
// host costs is a convex piecewise linear function of its rates, whose pieces
// are told apart by which neighbouring positions get more; the vertices listed
// are those of all pieces, so every way to use the choice is a convex
// combination of its patterns that costs the same.
type pool struct {
	n       int
	role    role
	choices []choice
	rates   []int64 // n per vertex
	// turns is, per vertex, the traffic over the host's link: the sum of
	// |z_i - z_{i+1}| over the types.
	turns []int64
	// choiceOf is the choice of each vertex.
	choiceOf []int32
	// scaled rates and turns, as fractions of the demand.
	share, crossing []float64
}

// choice is one step per position, as indices, with its range of vertices.
type choice struct {
	steps       []uint16
	first, last int32
	// least is the vertex that turns least on the host's link.
	least int32
}

// maxVertices is the size at which a pool is given up.
const maxVertices = 400_000

// mostKept is how many vertices the pools of one recipe may have together before
// they are forgotten: some 500 MB.
const mostKept = 4_000_000

// poolFor returns the pool of a host's class, or nil if it is too large.
func (in *instance) poolFor(h *host) *pool {
	key := binary.AppendVarint([]byte{byte(h.role)}, int64(h.cap))
	for _, f := range h.free {
		key = binary.AppendVarint(key, f)
	}
	for _, w := range in.waste {
		key = binary.AppendVarint(key, int64(w))
	}
	if p, known := in.pools[string(key)]; known {
		return p
	}
	p := &pool{n: in.positions(), role: h.role}
	m := poolMaker{in: in, pool: p, cap: h.cap, free: append([]int64{}, h.free...), steps: make([]uint16, p.n)}
	if m.choose(0); len(p.turns) > maxVertices {
		p = nil
	} else {
		p.scale(float64(in.demand))
	}
	if in.recipe.vertices += len(m.pool.turns); in.recipe.vertices > mostKept {
		clear(in.pools)
		in.recipe.vertices = len(m.pool.turns)
	}
	in.pools[string(key)] = p
	return p
}

func (p *pool) scale(demand float64) {
	p.share, p.crossing = make([]float64, len(p.rates)), make([]float64, len(p.turns))
	for i, r := range p.rates {
		p.share[i] = float64(r) / demand
	}
	for i, t := range p.turns {
		p.crossing[i] = float64(t) / demand
	}
}

// vertex returns the rates of vertex v.
func (p *pool) vertex(v int32) []int64 { return p.rates[int(v)*p.n : (int(v)+1)*p.n] }

type poolMaker struct {
	in    *instance
	pool  *pool
	cap   topo.Rate
	free  []int64
	steps []uint16
	rates []int64
}

// choose fixes the steps of positions i and on in every way that fits.
func (m *poolMaker) choose(i int) {
	if len(m.pool.turns) > maxVertices {
		return
	}
	if i == m.pool.n {
		c := choice{steps: append([]uint16{}, m.steps...), first: int32(len(m.pool.turns))}
		m.vertices(0, -1)
		c.last = int32(len(m.pool.turns))
		c.least = c.first
		for v := c.first; v < c.last; v++ {
			if m.pool.turns[v] < m.pool.turns[c.least] {
				c.least = v
			}
			m.pool.choiceOf = append(m.pool.choiceOf, int32(len(m.pool.choices)))
		}
		m.pool.choices = append(m.pool.choices, c)
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
		m.steps[i] = uint16(k)
		m.choose(i + 1)
		for r, d := range s.demand {
			m.free[r] += d
		}
	}
}

// vertices lists the rates of positions i and on: runs of positions with the
// same rate, each at the largest lower or the smallest upper bound of its
// members; a run's rate differs from the one before it.
func (m *poolMaker) vertices(i int, before int64) {
	if i == m.pool.n {
		m.add()
		return
	}
	low, high := int64(0), int64(m.cap)
	for j := i; j < m.pool.n; j++ {
		s := &m.in.steps[j][m.steps[j]]
		low, high = max(low, int64(m.in.low(j, int(m.steps[j])))), min(high, int64(s.rate))
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
	if m.pool.role == source {
		at = int64(m.in.demand)
	}
	turns := int64(0)
	for _, z := range m.rates {
		turns += abs(z - at)
		at = z
	}
	end := int64(0)
	if m.pool.role == target {
		end = int64(m.in.demand)
	}
	m.pool.rates = append(m.pool.rates, m.rates...)
	m.pool.turns = append(m.pool.turns, turns+abs(end-at))
}

func abs(x int64) int64 { return max(x, -x) }
