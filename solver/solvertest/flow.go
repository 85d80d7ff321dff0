package solvertest

import (
	"math/big"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// flow is the linear program that routes a chain through given instances: a
// column for x of each type and arc, then for z of each position and node that
// has instances, then a slack for each inequality.
type flow struct {
	p         *solver.Problem
	instances []solver.Instances
	z         []solver.Allocation // Rate is what the instances there provide
	lp        program
}

func newFlow(p *solver.Problem, instances []solver.Instances) *flow {
	f := &flow{p: p, instances: instances}
	for _, y := range instances {
		q := topo.Rate(y.Count) * p.Offerings(y.Position)[y.Offering].Throughput
		at := slices.IndexFunc(f.z, func(z solver.Allocation) bool { return z.Node == y.Node && z.Position == y.Position })
		if at < 0 {
			at = len(f.z)
			f.z = append(f.z, solver.Allocation{Node: y.Node, Position: y.Position})
		}
		f.z[at].Rate += q
	}
	f.lp.Cost = make([]int64, f.firstZ()+len(f.z)+len(p.Network.Spare)+len(f.z))
	for j := range f.firstZ() {
		f.lp.Cost[j] = int64(p.Prices.Bandwidth(1))
	}
	f.capacities()
	f.conservation()
	return f
}

func (f *flow) arcs() int          { return 2 * len(f.p.Network.Spare) }
func (f *flow) types() int         { return f.p.Positions() - 1 }
func (f *flow) firstZ() int        { return f.types() * f.arcs() }
func (f *flow) x(i int, a int) int { return i*f.arcs() + a }

func (f *flow) row(rhs topo.Rate) []int64 {
	row := make([]int64, len(f.lp.Cost))
	f.lp.Rows, f.lp.RHS = append(f.lp.Rows, row), append(f.lp.RHS, int64(rhs))
	return row
}

// capacities writes eqs. 2.3 and 2.4, with slacks.
func (f *flow) capacities() {
	slack := f.firstZ() + len(f.z)
	for l, spare := range f.p.Network.Spare {
		row := f.row(spare)
		for i := range f.types() {
			row[f.x(i, 2*l)], row[f.x(i, 2*l+1)] = 1, 1
		}
		row[slack+l] = 1
	}
	slack += len(f.p.Network.Spare)
	for k, z := range f.z {
		row := f.row(z.Rate)
		row[f.firstZ()+k], row[slack+k] = 1, 1
	}
}

// conservation writes eq. 2.6; eq. 2.5 follows from it.
func (f *flow) conservation() {
	g, c := f.p.Network.Graph, &f.p.Chain
	for i := range f.types() {
		for m := range g.Nodes {
			var generated topo.Rate
			if i == 0 && m == c.Source {
				generated += c.Demand
			}
			if i == f.types()-1 && m == c.Target {
				generated -= c.Demand
			}
			row := f.row(generated)
			for a := range f.arcs() {
				if g.Tail(topo.Arc(a)) == m {
					row[f.x(i, a)]++
				}
				if g.Head(topo.Arc(a)) == m {
					row[f.x(i, a)]--
				}
			}
			for k, z := range f.z {
				switch {
				case z.Node == m && z.Position == i:
					row[f.firstZ()+k] = -1
				case z.Node == m && z.Position == i+1:
					row[f.firstZ()+k] = 1
				}
			}
		}
	}
}

// deployment reads a solution, nil if it has fractions.
func (f *flow) deployment(x []*big.Rat) *solver.Deployment {
	d := &solver.Deployment{Instances: f.instances}
	for j, value := range x {
		rate := topo.Rate(value.Num().Int64())
		switch {
		case !value.IsInt():
			return nil
		case rate == 0:
		case j < f.firstZ():
			d.Flows = append(d.Flows, solver.Flow{Type: j / f.arcs(), Arc: topo.Arc(j % f.arcs()), Rate: rate})
		case j < f.firstZ()+len(f.z):
			z := f.z[j-f.firstZ()]
			z.Rate = rate
			d.Allocations = append(d.Allocations, z)
		}
	}
	return d
}
