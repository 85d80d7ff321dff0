package exact

import "qanat/solver/exact/simplex"

// spares keep what nodes no longer need, for its memory.
type spares struct {
	bases   []*basis
	columns [][]simplex.Column
}

// mostSpare is how many nodes leave their memory to others.
const mostSpare = 256

// take returns a basis and a list of columns whose memory is free to be used.
func (s *spares) take() (*basis, []simplex.Column) {
	last := len(s.bases) - 1
	if last < 0 {
		return &basis{}, nil
	}
	b, columns := s.bases[last], s.columns[last]
	s.bases, s.columns = s.bases[:last], s.columns[:last]
	return b, columns[:0]
}

// give leaves the memory of both to others.
func (s *spares) give(b *basis, columns []simplex.Column) {
	clear(columns) // lest they hold on to their elements
	if len(s.bases) < mostSpare {
		s.bases, s.columns = append(s.bases, b), append(s.columns, columns)
	}
}
