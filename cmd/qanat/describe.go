package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"qanat/solver"
	"qanat/solver/draw"
	"qanat/topo"
)

// describe prints an outcome for people: the verdict, its price, and who
// processes and carries what. p is the problem that the outcome answers.
func describe(w io.Writer, p *solver.Problem, o *solver.Outcome, took time.Duration) {
	fmt.Fprintf(w, "%v, decided by %s in %v\n", o.Status, o.Method, took.Round(time.Microsecond))
	if !o.Placed() {
		fmt.Fprintln(w, o.Reason)
		return
	}
	bill := o.Deployment.Bill(p)
	fmt.Fprintf(w, "cost %v = resources %v + bandwidth %v", bill.Total(), bill.Resources, bill.Bandwidth)
	if o.Bound > 0 {
		fmt.Fprintf(w, "; no deployment costs less than %v", o.Bound)
	}
	fmt.Fprintln(w)
	if o.Order != nil {
		describeOrder(w, p, o.Order)
	}
	name := func(m int) string { return p.Network.Graph.Nodes[m].Name }
	for i := range p.Chain.Middleboxes {
		fmt.Fprintf(w, "%d. %s\n", i+1, p.Catalogue.Middleboxes[p.Chain.Middleboxes[i]].Name)
		for _, z := range o.Deployment.Allocations {
			if z.Position == i+1 {
				fmt.Fprintf(w, "   %-8s %10v by %s\n", name(z.Node), z.Rate, draw.Instances(p, o.Deployment, z))
			}
		}
	}
	describeFlows(w, p, o.Deployment)
}

// describeOrder prints the order that the solver chose, and the chain's own.
func describeOrder(w io.Writer, p *solver.Problem, order []int) {
	chosen, own := make([]string, len(order)), make([]string, len(order))
	for i, old := range order {
		chosen[i] = p.Catalogue.Middleboxes[p.Chain.Middleboxes[i]].Name
		own[old] = chosen[i]
	}
	fmt.Fprintf(w, "order %s, ", strings.Join(chosen, ", "))
	if slices.Equal(chosen, own) {
		fmt.Fprintln(w, "which is the chain's own")
		return
	}
	fmt.Fprintf(w, "instead of %s\n", strings.Join(own, ", "))
}

// describeFlows prints what each link carries, type by type.
func describeFlows(w io.Writer, p *solver.Problem, d *solver.Deployment) {
	g := p.Network.Graph
	for kind := range p.Positions() - 1 {
		from, to := "source", "target"
		if kind > 0 {
			from = p.Catalogue.Middleboxes[p.Chain.Middleboxes[kind-1]].Name
		}
		if kind < len(p.Chain.Middleboxes) {
			to = p.Catalogue.Middleboxes[p.Chain.Middleboxes[kind]].Name
		}
		fmt.Fprintf(w, "from %s to %s:", from, to)
		flows := along(g, slices.DeleteFunc(slices.Clone(d.Flows), func(x solver.Flow) bool { return x.Type != kind }))
		for _, x := range flows {
			fmt.Fprintf(w, " %s-%s %v", g.Nodes[g.Tail(x.Arc)].Name, g.Nodes[g.Head(x.Arc)].Name, x.Rate)
		}
		if len(flows) == 0 {
			fmt.Fprint(w, " no link")
		}
		fmt.Fprintln(w)
	}
}

// along sorts flows the way the traffic goes: from a link that none leads to, on
// to links that begin where the last one ends, as long as there are any.
func along(g *topo.Graph, flows []solver.Flow) []solver.Flow {
	left := slices.Clone(flows)
	var sorted []solver.Flow
	for len(left) > 0 {
		next := -1
		if len(sorted) > 0 {
			end := g.Head(sorted[len(sorted)-1].Arc)
			next = slices.IndexFunc(left, func(x solver.Flow) bool { return g.Tail(x.Arc) == end })
		}
		if next < 0 {
			next = max(0, slices.IndexFunc(left, func(x solver.Flow) bool {
				return !slices.ContainsFunc(left, func(y solver.Flow) bool { return g.Head(y.Arc) == g.Tail(x.Arc) })
			}))
		}
		sorted = append(sorted, left[next])
		left = slices.Delete(left, next, next+1)
	}
	return sorted
}
