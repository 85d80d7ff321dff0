package exact

import "qanat/solver/exact/simplex"

// slab is memory for many short lists, which would otherwise be allocated one by
// one.
type slab[T any] struct {
	size   int   // elements allocated at a time; 0 stands for those asked for
	chunks [][]T // to be used again after a reset
	next   int   // of them
	rest   []T   // of the chunk in use
}

// mostChunks is how many chunks a slab remembers. Those of a long search, which
// are more, are left to the garbage collector.
const mostChunks = 64

// take returns an empty list with room for n elements.
func (s *slab[T]) take(n int) []T {
	for len(s.rest) < n {
		if s.next == len(s.chunks) {
			s.rest = make([]T, max(n, s.size))
			if s.size > 0 && len(s.chunks) < mostChunks {
				s.chunks, s.next = append(s.chunks, s.rest), s.next+1
			}
			break
		}
		s.rest, s.next = s.chunks[s.next], s.next+1
	}
	taken := s.rest[:0:n]
	s.rest = s.rest[n:]
	return taken
}

// full returns a list of n elements, whatever they are.
func (s *slab[T]) full(n int) []T { return s.take(n)[:n] }

// keep returns a copy of a list.
func (s *slab[T]) keep(list []T) []T { return append(s.take(len(list)), list...) }

// reset ends all lists, whose memory is taken again.
func (s *slab[T]) reset() { s.next, s.rest = 0, nil }

// memory is what a solver decides one arrival after the other in.
type memory struct {
	hosts   []host
	work    workspace
	counts  slab[int64]
	numbers slab[float64]
	indices slab[int32]
}

// chunk is how many elements the slabs of a solver allocate at a time.
const chunk = 2048

// reset makes all memory free for the next arrival.
func (m *memory) reset() {
	m.counts.size, m.numbers.size, m.indices.size = chunk, chunk, chunk
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
