package exact

import "qanat/solver/exact/simplex"

// slab is memory for the elements of many columns, which would otherwise be
// allocated one by one.
type slab struct {
	rows  []int32
	coefs []float64
}

// slabSize is how many elements are allocated at a time.
const slabSize = 2048

// take returns room for so many elements.
func (s *slab) take(n int) ([]int32, []float64) {
	if len(s.rows) < n {
		s.rows, s.coefs = make([]int32, max(n, slabSize)), make([]float64, max(n, slabSize))
	}
	rows, coefs := s.rows[:0:n], s.coefs[:0:n]
	s.rows, s.coefs = s.rows[n:], s.coefs[n:]
	return rows, coefs
}

// extend gives a column an element more; others with the same memory keep theirs.
func (s *slab) extend(c *simplex.Column, row int32, coef float64) {
	rows, coefs := s.take(len(c.Rows) + 1)
	c.Rows, c.Coefs = append(append(rows, c.Rows...), row), append(append(coefs, c.Coefs...), coef)
}
