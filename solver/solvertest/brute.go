package solvertest

import (
	"cmp"
	"context"
	"math/big"
	"math/rand/v2"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// Brute is the naive twin of all exact solvers, for tiny problems: it tries
// every way to place instances, and routes each with a linear program in exact
// rational arithmetic. It shares no code with any solver.
type Brute struct{}

// mostPlacements is what Brute is willing to try.
const mostPlacements = 150

// Tiny draws a problem that Brute can solve.
func Tiny(rng *rand.Rand) *solver.Problem {
	for {
		p := Random(rng)
		if len(p.Network.Graph.Nodes) <= 4 && newBrute(p).placements() <= mostPlacements {
			return p
		}
	}
}

// Solve implements solver.Solver. Problems that are not tiny, and optima that
// need fractions of 1 kbit/s, stay unsolved; the latter have a bound.
func (Brute) Solve(_ context.Context, p *solver.Problem) (solver.Outcome, error) {
	b := newBrute(p)
	if b.placements() > mostPlacements {
		return solver.Outcome{Method: "brute", Reason: "too many placements to try them all"}, nil
	}
	b.list(0)
	b.routeAll()
	switch {
	case b.best == nil:
		return solver.Outcome{Status: solver.Infeasible, Method: "brute", Reason: "no placement can be routed"}, nil
	case b.deployment == nil:
		return solver.Outcome{Method: "brute", Bound: roundUp(b.best), Reason: "the optimum has fractions of 1 kbps"}, nil
	}
	return solver.Outcome{Status: solver.Optimal, Method: "brute", Bound: roundUp(b.best), Deployment: b.deployment}, nil
}

func roundUp(v *big.Rat) solver.Cost {
	quotient, rest := new(big.Int).QuoRem(v.Num(), v.Denom(), new(big.Int))
	return solver.Cost(quotient.Int64() + int64(rest.Sign()))
}

// brute counts through the instances of every node, position and offering.
type brute struct {
	p          *solver.Problem
	most       []solver.Instances // Count is the largest worth trying
	now        []solver.Instances
	found      []*solver.Deployment // instances without routes
	best       *big.Rat             // cost in billionths, nil while none is known
	deployment *solver.Deployment
}

func newBrute(p *solver.Problem) *brute {
	b := &brute{p: p}
	for i := 1; i < p.Positions()-1; i++ {
		for m := range p.Network.Graph.Nodes {
			for u, o := range p.Offerings(i) {
				if o.Throughput < 1 {
					continue
				}
				count := int((p.Chain.Demand + o.Throughput - 1) / o.Throughput)
				for r, free := range p.Network.FreeAt(m) {
					if o.Demand[r] > 0 {
						count = min(count, int(free/o.Demand[r]))
					}
				}
				if count > 0 {
					b.most = append(b.most, solver.Instances{Node: m, Position: i, Offering: u, Count: count})
				}
			}
		}
	}
	return b
}

func (b *brute) placements() int {
	n := 1
	for _, y := range b.most {
		n = min(n*(y.Count+1), mostPlacements+1)
	}
	return n
}

// list chooses the count of most[k] and of all that follow, and lists what
// provides enough without breaking eq. 2.1.
func (b *brute) list(k int) {
	if k == len(b.most) {
		d := &solver.Deployment{Instances: slices.Clone(b.now)}
		if b.enough() && b.p.Network.Clone().Reserve(b.p, d) == nil {
			b.found = append(b.found, d)
		}
		return
	}
	for count := range b.most[k].Count + 1 {
		y := b.most[k]
		if y.Count = count; count > 0 {
			b.now = append(b.now, y)
		}
		b.list(k + 1)
		if count > 0 {
			b.now = b.now[:len(b.now)-1]
		}
	}
}

// routeAll finds the cheapest flow for each list of instances, cheapest
// instances first, until instances alone cost as much as the best.
func (b *brute) routeAll() {
	price := func(d *solver.Deployment) solver.Cost { return d.Bill(b.p).Resources }
	slices.SortStableFunc(b.found, func(x, y *solver.Deployment) int { return cmp.Compare(price(x), price(y)) })
	for _, d := range b.found {
		cost := big.NewRat(int64(price(d)), 1)
		if b.best != nil && cost.Cmp(b.best) >= 0 {
			return
		}
		f := newFlow(b.p, d.Instances)
		x, feasible := f.lp.solve()
		if !feasible {
			continue
		}
		for j, rate := range x {
			cost.Add(cost, new(big.Rat).Mul(rate, new(big.Rat).SetInt64(f.lp.Cost[j])))
		}
		if b.best == nil || cost.Cmp(b.best) < 0 {
			b.best, b.deployment = cost, f.deployment(x)
		}
	}
}

func (b *brute) enough() bool {
	provided := make([]topo.Rate, b.p.Positions())
	for _, y := range b.now {
		provided[y.Position] += topo.Rate(y.Count) * b.p.Offerings(y.Position)[y.Offering].Throughput
	}
	for _, rate := range provided[1 : len(provided)-1] {
		if rate < b.p.Chain.Demand {
			return false
		}
	}
	return true
}
