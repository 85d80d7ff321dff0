package exact

// mostVaried is how many leaves of one search that the real network does not
// carry are split further.
const mostVaried = 100

// vary splits an integral node whose promise the real network did not keep, by
// what one host does in its solution: others as cheap may be routable. It returns
// nil if all that the solution uses is settled already.
func (s *search) vary(n *node) []*node {
	if s.varied == mostVaried {
		return nil
	}
	y := s.counts(n)
	for _, c := range y.busy {
		if len(s.classes[c].hosts) > 1 {
			continue
		}
		one := make(family, len(s.classes))
		one[c] = true
		for i, first := range y.first {
			for o := range s.in.weights[i] {
				l := limit{kind: instances, members: one, position: i, entry: o, bound: int64(y.of(c)[first+o]+0.5) - 1}
				if l.bound < 0 {
					continue
				}
				if less := s.child(n, l, false); less != nil {
					s.varied++
					n.branched = &l
					return []*node{less, s.child(n, l, true)}
				}
			}
		}
	}
	return nil
}
