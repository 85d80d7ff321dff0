package exact

import "qanat/solver/exact/simplex"

// slab is memory for many short lists, which would otherwise be allocated one by
// one; the zero value does just that.
type slab[T any] struct {
	size   int   // elements allocated at a time
	chunks [][]T // of this size, to be used again after a reset
	next   int   // of them
	rest   []T   // of the one in use
}

// mostChunks is how many chunks a slab remembers. Those of a long search, which
// are more, are left to the garbage collector.
const mostChunks = 64

// take returns an empty list with room for n elements.
func (s *slab[T]) take(n int) []T {
	if n > s.size {
		return make([]T, 0, n)
	}
	if n > len(s.rest) {
		s.rest = s.chunk()
	}
	taken := s.rest[:0:n]
	s.rest = s.rest[n:]
	return taken
}

// chunk returns one that nothing is in.
func (s *slab[T]) chunk() []T {
	if s.next == len(s.chunks) {
		c := make([]T, s.size)
		if len(s.chunks) == mostChunks {
			return c
		}
		s.chunks = append(s.chunks, c)
	}
	s.next++
	return s.chunks[s.next-1]
}

// full returns a list of n elements, whatever they are.
func (s *slab[T]) full(n int) []T { return s.take(n)[:n] }

// keep returns a copy of a list.
func (s *slab[T]) keep(list []T) []T { return append(s.take(len(list)), list...) }

// reset ends all lists, whose memory is taken again.
func (s *slab[T]) reset() { s.next, s.rest = 0, nil }

// memory is what a solver works in, one arrival after the other.
type memory struct {
	hosts   []host
	work    workspace
	counts  slab[int64]
	numbers slab[float64]
	indices slab[int32]
}

// slabSize is how many elements the slabs of a solver allocate at a time.
const slabSize = 2048

// reset makes all memory free for the next arrival.
func (m *memory) reset() {
	m.counts.size, m.numbers.size, m.indices.size = slabSize, slabSize, slabSize
	m.counts.reset()
	m.numbers.reset()
	m.indices.reset()
}

// extend gives a column an element more; others with the same memory keep theirs.
func (m *memory) extend(c *simplex.Column, row int32, coef float64) {
	n := len(c.Rows) + 1
	c.Rows = append(append(m.indices.take(n), c.Rows...), row)
	c.Coefs = append(append(m.numbers.take(n), c.Coefs...), coef)
}
