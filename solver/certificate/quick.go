package certificate

import (
	"errors"
	"fmt"

	"qanat/solver"
)

// cut checks that less than the demand can leave a set of nodes around the
// source.
func (k *checker) cut(c *Cut) error {
	inside := make([]bool, len(k.hosts))
	for _, m := range c.Nodes {
		if m < 0 || m >= len(inside) {
			return fmt.Errorf("cut: there is no node %d", m)
		}
		inside[m] = true
	}
	if !inside[k.p.Chain.Source] || inside[k.p.Chain.Target] {
		return errors.New("cut: it does not part the source from the target")
	}
	room := int64(0)
	for l, link := range k.p.Network.Graph.Links {
		if inside[link.A] != inside[link.B] {
			room += min(int64(k.p.Network.Spare[l]), k.demand)
		}
	}
	if room >= k.demand {
		return errors.New("cut: its links can carry the demand")
	}
	return nil
}

// lack checks that all hosts together have too little.
func (k *checker) lack(l *Lack) error {
	if l.Position == 0 {
		return k.lackResource(l.Resource)
	}
	for i := range k.chain {
		if k.chain[i].number == l.Position {
			return k.lackThroughput(i)
		}
	}
	return fmt.Errorf("lack: the chain has no position %d that demands something", l.Position)
}

// lackThroughput looks at a position as if there were no other.
func (k *checker) lackThroughput(i int) error {
	sum := int64(0)
	for m := range k.hosts {
		best := int64(0)
		for _, s := range k.chain[i].steps {
			if fits(s.demand, k.p.Network.FreeAt(m)) {
				best = max(best, min(k.hosts[m].cap, s.rate))
			}
		}
		if sum += best; sum >= k.demand {
			return fmt.Errorf("lack: all hosts together can process the demand at position %d", k.chain[i].number)
		}
	}
	return nil
}

// lackResource compares what the demand needs with what hosts that can do
// anything have, as far as it is of use there.
func (k *checker) lackResource(r int) error {
	if r < 0 || r >= len(k.largest) {
		return fmt.Errorf("lack: there is no resource %d", r)
	}
	need := int64(0)
	for i := range k.chain {
		least, err := k.cover(k.chain[i].offerings, func(o *solver.Offering) int64 { return o.Demand[r] })
		if err != nil {
			return err
		}
		need += least
	}
	have := int64(0)
	for m := range k.hosts {
		if len(k.hosts[m].choices) > 1 {
			have += k.usable(m)[r]
		}
		if have >= need {
			return fmt.Errorf("lack: all hosts together have enough of resource %d", r)
		}
	}
	return nil
}

// floor checks that instances cannot cost less anywhere, nor traffic travel for
// less: a unit between nodes whose potentials differ by more than the one link
// that joins them pays the difference for the room it takes there.
func (k *checker) floor(f *Floor) error {
	if len(f.Potentials) != len(k.hosts) {
		return fmt.Errorf("floor: %d potentials for %d nodes", len(f.Potentials), len(k.hosts))
	}
	for m, v := range f.Potentials {
		if abs(v) > longest || v < -longest {
			return fmt.Errorf("floor: potential %d of node %d is out of range", v, m)
		}
	}
	var sum checked
	sum.add(k.demand, f.Potentials[k.p.Chain.Target])
	sum.add(-k.demand, f.Potentials[k.p.Chain.Source])
	for l, link := range k.p.Network.Graph.Links {
		if over := abs(f.Potentials[link.A]-f.Potentials[link.B]) - 1; over > 0 {
			sum.add(-over, int64(k.p.Network.Spare[l]))
		}
	}
	cost := checked{wrong: sum.wrong}
	cost.add(sum.sum, int64(k.p.Prices.Bandwidth(1)))
	for i := range k.chain {
		cost.add(1, k.chain[i].cover)
	}
	switch {
	case cost.wrong:
		return errors.New("floor: its numbers are too large")
	case cost.sum < k.goal:
		return fmt.Errorf("floor: it proves only a cost of %v, not %v", solver.Cost(cost.sum), solver.Cost(k.goal))
	}
	return nil
}
