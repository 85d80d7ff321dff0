package certificate

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// finest bounds how finely proofs may count, and widest all sums, so that 64 bits
// hold them.
const finest, widest = 40, 1 << 62

// prove evaluates the proofs of a node and drops what cannot be part of anything
// cheaper than the goal. It tells whether that closes the node.
func (s *stage) prove(n *Node, p *part) (closed bool, err error) {
	if s.report.Nodes++; n == nil {
		return false, errors.New("a node is missing")
	}
	for k := range n.Limits {
		r, err := s.row(&n.Limits[k])
		if err != nil {
			return false, err
		}
		if !s.follows(r) {
			return false, fmt.Errorf("limit %d of a node does not follow from the problem", k)
		}
		p.rows = append(slices.Clip(p.rows), r)
	}
	for k := range n.Proofs {
		closed, err := s.apply(&n.Proofs[k], p)
		if closed || err != nil {
			return closed, err
		}
	}
	return false, nil
}

// apply evaluates one proof.
func (s *stage) apply(f *Proof, p *part) (closed bool, err error) {
	if err := s.admit(f, p); err != nil {
		return false, err
	}
	s.report.Proofs++
	total, least, tariffs := s.evaluate(f, p)
	beaten := s.gridOf(p).beaten(s.goal)
	if total >= f.atLeast(beaten) {
		return true, nil
	}
	for c := range s.classes {
		limit := f.atLeast(beaten) - total + least[c]
		p.alive[c] = slices.DeleteFunc(slices.Clone(p.alive[c]), func(choice int32) bool {
			return tariffs[c].least(s.classes[c].choices[choice], limit) >= limit
		})
	}
	return p.dead(), nil
}

// evaluate returns the Lagrangian bound of a proof in its own unit, and what the
// cheapest choice of each class costs.
func (s *stage) evaluate(f *Proof, p *part) (total int64, least []int64, tariffs []*tariff) {
	total = s.evaluateEdges(f, p.rows)
	for r, row := range p.rows {
		total += f.Duals[r] * row.bound
	}
	for c := range s.classes {
		t := s.tariff(c, f, p.rows)
		best := int64(math.MaxInt64)
		for _, choice := range p.alive[c] {
			best = min(best, t.least(s.classes[c].choices[choice], best))
		}
		least, tariffs = append(least, best), append(tariffs, t)
		total += best * int64(len(s.classes[c].nodes))
	}
	return total, least, tariffs
}

// evaluateEdges returns by what traffic between places lowers the bound; more
// than the whole demand of one type never needs to cross an edge.
func (s *stage) evaluateEdges(f *Proof, rows []*row) int64 {
	total, types := int64(0), len(s.chain)+1
	for e, edge := range s.edges {
		cost := f.of(int64(s.p.Prices.Bandwidth(1))*edge.length) / 2
		for r, row := range rows {
			if row.kind == EdgeLink && row.of == e {
				cost -= f.Duals[r]
			}
		}
		for i := range types {
			total += min(0, cost-abs(f.Potentials[edge.a*types+i]-f.Potentials[edge.b*types+i])) * s.demand
		}
	}
	return total
}

// admit checks that a proof has the right form and numbers that fit 64 bits.
func (s *stage) admit(f *Proof, p *part) error {
	types := len(s.chain) + 1
	if len(f.Potentials) != s.places*types || len(f.Duals) != len(p.rows) || f.Fine > finest || f.Fine < -finest {
		return fmt.Errorf("a proof has %d potentials and %d duals, not %d and %d", len(f.Potentials), len(f.Duals), s.places*types, len(p.rows))
	}
	unit := math.Ldexp(1, f.Fine)
	largest, each, sum := 0.0, 0.0, 2*float64(s.goal)*unit
	for _, v := range f.Potentials {
		largest = max(largest, math.Abs(float64(v)))
	}
	for r, row := range p.rows {
		y := float64(f.Duals[r])
		if y < 0 == row.least && y != 0 {
			return fmt.Errorf("dual %d of a proof has the wrong sign", r)
		}
		if row.kind == Instances {
			each += math.Abs(y) * float64(row.most)
		} else {
			each += math.Abs(y) * 2 * float64(types) * float64(s.demand)
		}
		sum += math.Abs(y * float64(row.bound))
	}
	demand := float64(s.demand)
	hosts, farthest := 0.0, 0.0
	for c := range s.classes {
		hosts += float64(len(s.classes[c].nodes))
		farthest = max(farthest, float64(s.classes[c].reach))
	}
	for _, e := range s.edges {
		farthest = max(farthest, float64(e.length))
	}
	ways := farthest * unit * float64(s.p.Prices.Bandwidth(1)) * demand * float64(types)
	sum += hosts*(each+unit*s.dearest()+2*largest*demand*float64(types)+ways) + float64(len(s.edges))*(2*largest*demand*float64(types)+each+ways)
	if !(sum < widest) {
		return errors.New("the numbers of a proof are too large")
	}
	return nil
}

// dearest bounds what one host's instances cost.
func (s *stage) dearest() float64 {
	sum := 0.0
	for i := range s.chain {
		most := int64(0)
		for k := range s.chain[i].steps {
			most = max(most, s.chain[i].steps[k].cost)
		}
		sum += float64(most)
	}
	return sum
}

// atLeast returns the least value in the proof's unit that is worth a cost.
func (f *Proof) atLeast(cost int64) int64 {
	if f.Fine >= 0 {
		return cost << f.Fine
	}
	return -(-cost >> -f.Fine)
}
