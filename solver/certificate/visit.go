package certificate

import (
	"errors"
	"slices"
)

// part is what a node of a stage may still choose from, per class, within its
// limits.
type part struct {
	rows  []*row
	alive [][]int32
}

// visit checks that a node is closed: by a proof, or in parts.
func (s *stage) visit(n *Node, p *part) error {
	closed, err := s.prove(n, p)
	if closed || err != nil {
		return err
	}
	switch {
	case n.Split == nil && len(n.Children) == 1:
		return s.visit(n.Children[0], p)
	case n.Split != nil && len(n.Children) == 2:
		for side, child := range n.Children {
			half, err := s.split(p, n.Split, side == 1)
			if err != nil {
				return err
			}
			if half.dead() {
				continue
			}
			if err := s.visit(child, half); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("a node is neither closed by its proofs nor split")
}

// split returns one side of a split: for a single host the choices that keep it,
// for several a row more.
func (s *stage) split(p *part, by *Limit, least bool) (*part, error) {
	l := *by
	if l.Least = least; least {
		l.Bound++
	}
	r, err := s.row(&l)
	if err != nil {
		return nil, err
	}
	if r.kind != Instances {
		return nil, errors.New("a split must be by a number of instances")
	}
	half := &part{rows: slices.Clone(p.rows), alive: slices.Clone(p.alive)}
	c := s.alone(r)
	if c < 0 {
		half.rows = append(half.rows, r)
		return half, nil
	}
	half.alive[c] = slices.DeleteFunc(slices.Clone(p.alive[c]), func(choice int32) bool {
		count := r.coefs[s.classes[c].choices[choice][r.at]]
		return count != r.bound && (count > r.bound) != least
	})
	return half, nil
}

// dead tells whether some class has nothing left to choose.
func (p *part) dead() bool {
	return slices.ContainsFunc(p.alive, func(a []int32) bool { return len(a) == 0 })
}
