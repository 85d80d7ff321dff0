package certificate

import "math/big"

// manyMore is where counting more says too little to be worth a product that 64
// bits might not hold.
const manyMore = 1000

// wastes returns, per position, how much throughput of all its instances may
// remain unused in anything cheaper than the goal. A proof's bound rises with the
// bound of a row that counts what a position costs; once that closes the node,
// nobody can spend as much, and for less only so much more than the demand can be
// bought.
func (s *stage) wastes(root *Node, p *part) ([]int64, error) {
	waste := append([]int64{}, s.waste...)
	beaten := s.gridOf(p).beaten(s.goal)
	for n := range root.Proofs {
		f := &root.Proofs[n]
		total, _, _ := s.evaluate(f, p)
		for r, row := range p.rows {
			if f.Duals[r] <= 0 || row.weight < 1 || row.bound < 1 || !s.follows(row) {
				continue
			}
			// So many more of what the row counts would close the node.
			more := max(0, (f.atLeast(beaten)-total-1)/f.Duals[r]+1)
			var spent checked
			if spent.add(row.weight, row.bound); more <= manyMore {
				spent.add(row.weight, more-1)
			}
			if more <= manyMore && !spent.wrong {
				waste[row.at] = min(waste[row.at], s.bought(row.at, spent.sum)-s.demand)
			}
		}
	}
	return waste, nil
}

// bought bounds the throughput of instances of a position that cost no more than
// money together.
func (s *stage) bought(i int, money int64) int64 {
	most := big.NewInt(s.demand)
	for _, o := range s.chain[i].offerings {
		price := int64(s.p.Prices.Resources(o.Demand))
		if price <= 0 {
			return s.waste[i] + s.demand
		}
		rate := new(big.Int).Mul(big.NewInt(int64(o.Throughput)), big.NewInt(money))
		if rate.Div(rate, big.NewInt(price)); rate.Cmp(most) > 0 {
			most = rate
		}
	}
	if !most.IsInt64() {
		return s.waste[i] + s.demand
	}
	return most.Int64()
}
