package solver

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"qanat/topo"
)

// Verify checks a deployment against the model of section 2.2.2 and returns
// every violation, sorted, each naming its equation; nil means that d is
// feasible in p's residual network. It is written from the equations alone and
// uses nothing that solvers use.
func Verify(p *Problem, d *Deployment) error {
	v := verifier{p: p, d: d}
	v.form()
	if len(v.errs) == 0 {
		v.nodeCapacity()
		v.linkCapacity()
		v.throughput()
		v.demand()
		v.conservation()
	}
	slices.SortFunc(v.errs, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return errors.Join(v.errs...)
}

type verifier struct {
	p    *Problem
	d    *Deployment
	errs []error
}

// at names one cell of Y, Z or X.
type at struct{ place, position, offering int }

func (v *verifier) fail(format string, args ...any) {
	v.errs = append(v.errs, fmt.Errorf(format, args...))
}

func (v *verifier) name(m int) string { return v.p.Network.Graph.Nodes[m].Name }

// form checks that every entry points at something that exists, is positive and
// is listed once. Eq. 2.2 holds by form: endpoint instances cannot be listed.
func (v *verifier) form() {
	g, n := v.p.Network.Graph, len(v.p.Chain.Middleboxes)
	middlebox := func(i int) bool { return 1 <= i && i <= n }
	node := func(m int) bool { return 0 <= m && m < len(g.Nodes) }
	seen := [3]map[at]bool{{}, {}, {}}
	check := func(vector int, cell at, ok bool, entry any) {
		if !ok || seen[vector][cell] {
			v.fail("form: %+v is out of range, not positive, or listed twice", entry)
		}
		seen[vector][cell] = true
	}
	for _, y := range v.d.Instances {
		ok := node(y.Node) && middlebox(y.Position) && y.Count > 0 &&
			0 <= y.Offering && y.Offering < len(v.p.Offerings(y.Position))
		check(0, at{y.Node, y.Position, y.Offering}, ok, y)
	}
	for _, z := range v.d.Allocations {
		check(1, at{z.Node, z.Position, 0}, node(z.Node) && middlebox(z.Position) && z.Rate > 0, z)
	}
	for _, x := range v.d.Flows {
		ok := 0 <= x.Type && x.Type <= n && 0 <= x.Arc && x.Arc.Link() < len(g.Links) && x.Rate > 0
		check(2, at{int(x.Arc), x.Type, 0}, ok, x)
	}
}

// nodeCapacity checks eq. 2.1.
func (v *verifier) nodeCapacity() {
	type cell struct{ node, resource int }
	used := map[cell]int64{}
	for _, y := range v.d.Instances {
		for r, demand := range v.p.Offerings(y.Position)[y.Offering].Demand {
			used[cell{y.Node, r}] += int64(y.Count) * demand
		}
	}
	// order: Verify sorts what fails.
	for c, amount := range used {
		if free := v.p.Network.FreeAt(c.node)[c.resource]; amount > free {
			v.fail("eq. 2.1: node %q uses %d of %s but has %d",
				v.name(c.node), amount, v.p.Network.Graph.Resources[c.resource], free)
		}
	}
}

// linkCapacity checks eq. 2.3: both directions and all traffic types share it.
func (v *verifier) linkCapacity() {
	used := map[int]topo.Rate{}
	for _, x := range v.d.Flows {
		used[x.Arc.Link()] += x.Rate
	}
	// order: Verify sorts what fails.
	for l, rate := range used {
		if spare := v.p.Network.Spare[l]; rate > spare {
			link := v.p.Network.Graph.Links[l]
			v.fail("eq. 2.3: link %q to %q carries %v but has %v", v.name(link.A), v.name(link.B), rate, spare)
		}
	}
}

// throughput checks eq. 2.4.
func (v *verifier) throughput() {
	provided := map[at]topo.Rate{}
	for _, y := range v.d.Instances {
		offering := v.p.Offerings(y.Position)[y.Offering]
		provided[at{y.Node, y.Position, 0}] += topo.Rate(y.Count) * offering.Throughput
	}
	for _, z := range v.d.Allocations {
		if q := provided[at{z.Node, z.Position, 0}]; z.Rate > q {
			v.fail("eq. 2.4: node %q allocates %v at position %d but its instances provide %v",
				v.name(z.Node), z.Rate, z.Position, q)
		}
	}
}

// demand checks eq. 2.5.
func (v *verifier) demand() {
	allocated := make([]topo.Rate, v.p.Positions())
	for _, z := range v.d.Allocations {
		allocated[z.Position] += z.Rate
	}
	for i := 1; i <= len(v.p.Chain.Middleboxes); i++ {
		if allocated[i] != v.p.Chain.Demand {
			v.fail("eq. 2.5: position %d is allocated %v, not %v", i, allocated[i], v.p.Chain.Demand)
		}
	}
}

// conservation checks eq. 2.6: what leaves a node of each type, less what
// arrives, is what the node generates less what it consumes.
func (v *verifier) conservation() {
	g, c := v.p.Network.Graph, &v.p.Chain
	excess := map[at]topo.Rate{}
	for _, x := range v.d.Flows {
		excess[at{g.Tail(x.Arc), x.Type, 0}] += x.Rate
		excess[at{g.Head(x.Arc), x.Type, 0}] -= x.Rate
	}
	account := func(m, position int, rate topo.Rate) {
		excess[at{m, position, 0}] -= rate     // generates its own type
		excess[at{m, position - 1, 0}] += rate // consumes the type before it
	}
	account(c.Source, 0, c.Demand)
	account(c.Target, len(c.Middleboxes)+1, c.Demand)
	for _, z := range v.d.Allocations {
		account(z.Node, z.Position, z.Rate)
	}
	// order: Verify sorts what fails.
	for cell, rate := range excess {
		if cell.position >= 0 && cell.position <= len(c.Middleboxes) && rate != 0 {
			v.fail("eq. 2.6: traffic of type %d is out of balance by %v at node %q", cell.position, rate, v.name(cell.place))
		}
	}
}
