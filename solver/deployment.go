package solver

import "qanat/topo"

// Deployment is a solution (X, Y, Z) of section 2.2.2 in sparse form: entries
// that are not listed are zero, listed ones are positive, and no entry is
// listed twice. The endpoints' own instances and allocations are implied.
type Deployment struct {
	Instances   []Instances  // Y
	Allocations []Allocation // Z
	Flows       []Flow       // X
}

// Instances is one y_mu: Count instances of an offering on a node.
type Instances struct {
	Node     int
	Position int // 1..n, in the chain
	Offering int // index into Problem.Offerings(Position)
	Count    int
}

// Allocation is one z_mū: the throughput that position i's instances on a node
// provide to the chain.
type Allocation struct {
	Node     int
	Position int // 1..n
	Rate     topo.Rate
}

// Flow is one x^ū_mn: traffic of one type on one direction of a link.
type Flow struct {
	Type int // 0..n: the position that generates the traffic
	Arc  topo.Arc
	Rate topo.Rate
}

// Bill splits a deployment's cost as eqs. 2.7 and 2.8 do.
type Bill struct {
	Bandwidth Cost // B(X), eq. 2.7
	Resources Cost // H(Y), eq. 2.8
}

// Total is the objective, eq. 2.9.
func (b Bill) Total() Cost { return b.Bandwidth + b.Resources }

// Bill returns what the deployment costs in p.
func (d *Deployment) Bill(p *Problem) Bill {
	var bill Bill
	for _, x := range d.Flows {
		bill.Bandwidth += p.Prices.Bandwidth(x.Rate)
	}
	for _, y := range d.Instances {
		bill.Resources += Cost(y.Count) * p.Prices.Resources(p.Offerings(y.Position)[y.Offering].Demand)
	}
	return bill
}
