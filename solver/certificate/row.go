package certificate

import (
	"fmt"
	"slices"
)

// row is a limit after it has been checked.
type row struct {
	kind    string
	least   bool
	bound   int64
	of      int    // class or edge
	members []bool // per class
	at      int    // position of the reduced chain
	coefs   []int64
	weight  int64 // what one counted costs; 0 if that is not the same for all
	most    int64 // the largest of coefs
}

// row checks a limit.
func (s *stage) row(l *Limit) (*row, error) {
	r := &row{kind: l.Kind, least: l.Least, bound: l.Bound, of: l.Of}
	switch l.Kind {
	case Instances:
		return r, s.count(r, l)
	case HostLink:
		if l.Of < 0 || l.Of >= len(s.classes) || s.classes[l.Of].room < 0 {
			return nil, fmt.Errorf("limit on the links of class %d: there is no such class, or no cut", l.Of)
		}
		r.bound = s.classes[l.Of].room
	case EdgeLink:
		e, known := s.index[l.Of]
		if !known || s.edges[e].room < 0 {
			return nil, fmt.Errorf("limit on edge %d: there is no such edge, or no cut", l.Of)
		}
		r.of, r.bound = e, s.edges[e].room
	default:
		return nil, fmt.Errorf("limit of kind %q: use %q, %q or %q", l.Kind, Instances, HostLink, EdgeLink)
	}
	if l.Least {
		return nil, fmt.Errorf("limit on links: links are limited from above")
	}
	return r, nil
}

// count fills in what instances a row counts.
func (s *stage) count(r *row, l *Limit) error {
	if r.at = slices.IndexFunc(s.chain, func(p position) bool { return p.number == l.Position }); r.at < 0 {
		return fmt.Errorf("limit: the chain has no position %d that demands something", l.Position)
	}
	p := &s.chain[r.at]
	switch {
	case l.Offering < -1 || l.Offering >= len(p.offerings) || l.Offering < 0 && l.Unit < 1:
		return fmt.Errorf("limit: position %d has no offering %d", l.Position, l.Offering)
	case l.Offering < 0:
		r.weight = l.Unit
	case len(p.offerings) == 1:
		r.weight = int64(s.p.Prices.Resources(p.offerings[0].Demand))
	}
	for _, step := range p.steps {
		count := int64(0)
		if l.Offering >= 0 {
			count = step.counts[l.Offering]
		} else if count = step.cost / l.Unit; count*l.Unit != step.cost {
			return fmt.Errorf("limit: costs at position %d are not multiples of %d", l.Position, l.Unit)
		}
		r.coefs, r.most = append(r.coefs, count), max(r.most, count)
	}
	r.members = make([]bool, len(s.classes))
	for _, c := range l.Classes {
		if c < 0 || c >= len(s.classes) {
			return fmt.Errorf("limit: there is no class %d", c)
		}
		r.members[c] = true
	}
	return nil
}

// follows tells whether every deployment keeps a limit: links have no more room
// than they have, and instances of a position cost at least what the demand
// needs.
func (s *stage) follows(r *row) bool {
	if r.kind != Instances {
		return true
	}
	if !r.least || r.bound < 1 {
		return r.least
	}
	return !slices.Contains(r.members, false) && r.weight > 0 && r.bound-1 < (s.chain[r.at].cover+r.weight-1)/r.weight
}

// alone returns the class of the only host whose instances a row counts, or -1.
func (s *stage) alone(r *row) int {
	c := slices.Index(r.members, true)
	if c < 0 || slices.Contains(r.members[c+1:], true) || len(s.classes[c].nodes) > 1 {
		return -1
	}
	return c
}
