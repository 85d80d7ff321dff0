package certificate_test

import (
	"math/rand/v2"

	"qanat/solver/certificate"
)

// meddle changes something in a search.
func meddle(rng *rand.Rand, stages []certificate.Stage) {
	s := &stages[rng.IntN(len(stages))]
	switch rng.IntN(5) {
	case 0:
		if len(s.Places) > 0 {
			p := &s.Places[rng.IntN(len(s.Places))]
			p.Length = around(rng, p.Length)
			p.Parent = int(around(rng, int64(p.Parent)))
			if len(p.Cut) > 0 && rng.IntN(2) == 0 {
				p.Cut = p.Cut[1:]
			}
		}
	case 1:
		if len(s.Classes) > 0 {
			meddleClass(rng, s)
		}
	default:
		if s.Root != nil {
			meddleNode(rng, s.Root)
		}
	}
}

func meddleClass(rng *rand.Rand, s *certificate.Stage) {
	k := rng.IntN(len(s.Classes))
	c := &s.Classes[k]
	switch rng.IntN(5) {
	case 0:
		c.Reach = around(rng, c.Reach)
	case 1:
		c.Place = int(around(rng, int64(c.Place)))
	case 2:
		c.Hosts = c.Hosts[min(1, len(c.Hosts)):]
	case 3:
		c.Cuts = nil
	case 4:
		s.Classes = append(s.Classes[:k:k], s.Classes[k+1:]...)
	}
}

func meddleNode(rng *rand.Rand, n *certificate.Node) {
	for len(n.Children) > 0 && rng.IntN(3) > 0 {
		if n = n.Children[rng.IntN(len(n.Children))]; n == nil {
			return
		}
	}
	switch rng.IntN(7) {
	case 0:
		if len(n.Children) == 2 {
			n.Children[0], n.Children[1] = n.Children[1], n.Children[0]
		}
	case 1:
		if n.Split != nil {
			meddleLimit(rng, n.Split)
		}
	case 2:
		if len(n.Limits) > 0 {
			meddleLimit(rng, &n.Limits[rng.IntN(len(n.Limits))])
		}
	case 3:
		n.Children, n.Split = nil, nil
	default:
		for k := range n.Proofs {
			meddleProof(rng, &n.Proofs[k])
		}
	}
}

func meddleLimit(rng *rand.Rand, l *certificate.Limit) {
	switch rng.IntN(5) {
	case 0:
		l.Bound = around(rng, l.Bound)
	case 1:
		l.Least = !l.Least
	case 2:
		l.Position, l.Offering = int(around(rng, int64(l.Position))), int(around(rng, int64(l.Offering)))
	case 3:
		l.Of = int(around(rng, int64(l.Of)))
	case 4:
		if len(l.Classes) > 0 {
			l.Classes = l.Classes[1:]
		}
	}
}

func meddleProof(rng *rand.Rand, f *certificate.Proof) {
	list := f.Potentials
	if rng.IntN(2) == 0 {
		list = f.Duals
	}
	for range 1 + rng.IntN(3) {
		if len(list) > 0 {
			k := rng.IntN(len(list))
			list[k] = around(rng, list[k])
		}
	}
	if rng.IntN(8) == 0 {
		f.Fine = int(around(rng, int64(f.Fine)))
	}
}

// around returns another number: near, far, of the other sign or huge.
func around(rng *rand.Rand, v int64) int64 {
	switch rng.IntN(6) {
	case 0:
		return v + 1
	case 1:
		return v - 1
	case 2:
		return 2*v + 1
	case 3:
		return -v
	case 4:
		return v + rng.Int64N(max(1, abs(v)/8+1))
	}
	return int64(rng.Uint64())
}

func abs(v int64) int64 {
	if v < 0 && -v > 0 {
		return -v
	}
	return max(v, 0)
}
