package exact

import (
	"encoding/binary"
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
	// all lists the choices, and cells their steps, n per choice, as indices into
	// recipe.cells.
	all, cells []int32
	// whole has the patterns in kbit/s, parts as fractions of the demand.
	whole patterns[int64]
	parts patterns[float64]
	// choiceOf is the choice of each vertex.
	choiceOf []int32
}

// choice is one step per position, as the range of its vertices.
type choice struct{ first, last int32 }

// patterns are the rates of a pool's patterns in some unit.
type patterns[T number] struct {
	// rows holds n+1 numbers per vertex: the traffic over the host's link, which
	// is the sum of |z_i - z_{i+1}| over the types, and the rate z_i of each
	// position.
	rows []T
	turn []T // per choice: the least traffic over the link
}

// maxVertices is the size at which a pool is given up.
const maxVertices = 400_000

// mostKept is how many vertices the pools of one recipe may have together before
// they are forgotten: some 500 MB.
const mostKept = 4_000_000

// poolFor returns the pool of a host, or nil if it is too large.
func (in *instance) poolFor(h *host) *pool {
	if h.pool == nil {
		h.pool = in.lookUp(h)
	}
	return h.pool
}

// lookUp returns the pool of all that hosts like h may do. The recipe keeps it.
func (in *instance) lookUp(h *host) *pool {
	key := append(in.text[:0], byte(h.role))
	key = binary.AppendVarint(key, int64(h.cap))
	for _, f := range h.free {
		key = binary.AppendVarint(key, f)
	}
	in.recipe.text = key
	if p, known := in.pools[string(key)]; known {
		return p
	}
	var p *pool
	m := &in.recipe.maker
	m.begin(in, h)
	if m.choose(0); len(m.choiceOf) <= maxVertices {
		p = m.pool(&memory{}) // which outlives the arrival
	}
	if in.recipe.vertices += len(m.choiceOf); in.recipe.vertices > mostKept {
		clear(in.pools)
		in.recipe.vertices = len(m.choiceOf)
	}
	in.pools[string(key)] = p
	return p
}

// narrow returns the pool of what a host may do with the choices kept of its pool,
// and the list of them. The first choice, which is to do nothing, is there anyway.
func (in *instance) narrow(h *host, from *pool, kept []int32) (to *pool, alive []int32) {
	m := &in.recipe.maker
	m.begin(in, h)
	if kept[0] != 0 {
		copy(m.chosen, from.cellsOf(0))
		m.list()
	}
	for _, k := range kept {
		copy(m.chosen, from.cellsOf(k))
		m.list()
	}
	to = m.pool(in.memory)
	return to, to.all[len(to.all)-len(kept):]
}

// cellsOf returns the steps of a choice.
func (p *pool) cellsOf(choice int32) []int32 {
	return p.cells[int(choice)*p.n : (int(choice)+1)*p.n]
}

// share returns the rates of a vertex as fractions of the demand.
func (p *pool) share(v int32) []float64 {
	return p.parts.rows[int(v)*(p.n+1)+1 : (int(v)+1)*(p.n+1)]
}

// crossing returns the traffic of a vertex over the host's link, as a fraction of
// the demand.
func (p *pool) crossing(v int32) float64 { return p.parts.rows[int(v)*(p.n+1)] }
