package contrib

import (
	"context"
	"fmt"
	"math"

	"qanat/solver"
	"qanat/topo"
)

func init() {
	solver.Register(solver.Entry{
		Name:    "nearest",
		Summary: "each middlebox whole on the nearest node that can hold it (the example of docs/add-a-solver.md)",
		New: func(options map[string]string) (solver.Solver, error) {
			if len(options) > 0 {
				return nil, fmt.Errorf("it takes no options")
			}
			return Nearest{}, nil
		},
	})
}

// Nearest is what chapter 2 argues against: it puts all instances of a
// middlebox on one node, the nearest to the one before that can hold them, and
// sends all traffic along one shortest path.
type Nearest struct{}

// Solve implements solver.Solver.
func (Nearest) Solve(_ context.Context, p *solver.Problem) (solver.Outcome, error) {
	rest := p.Network.Clone() // what is left while this chain is being placed
	placed := &solver.Deployment{}
	at := p.Chain.Source
	for position := 1; position < p.Positions(); position++ {
		fits := func(m int) bool { return m == p.Chain.Target }
		if position <= len(p.Chain.Middleboxes) {
			fits = func(m int) bool { return cheapest(p, rest, m, position).Count > 0 }
		}
		path, found := shortest(p, rest, at, fits)
		if !found {
			return solver.Outcome{Method: "nearest", Reason: fmt.Sprintf("no node in reach for position %d", position)}, nil
		}
		step := &solver.Deployment{}
		for _, arc := range path {
			step.Flows = append(step.Flows, solver.Flow{Type: position - 1, Arc: arc, Rate: p.Chain.Demand})
			at = p.Network.Graph.Head(arc)
		}
		if position <= len(p.Chain.Middleboxes) {
			step.Instances = []solver.Instances{cheapest(p, rest, at, position)}
			step.Allocations = []solver.Allocation{{Node: at, Position: position, Rate: p.Chain.Demand}}
		}
		if err := rest.Reserve(p, step); err != nil {
			return solver.Outcome{}, fmt.Errorf("nearest: position %d: %w", position, err)
		}
		placed.Instances = append(placed.Instances, step.Instances...)
		placed.Allocations = append(placed.Allocations, step.Allocations...)
		placed.Flows = append(placed.Flows, step.Flows...)
	}
	return solver.Outcome{Status: solver.Feasible, Deployment: placed, Method: "nearest"}, nil
}

// cheapest returns the cheapest instances of one offering with which node m can
// process the whole demand at a position; their count is 0 where it cannot.
func cheapest(p *solver.Problem, rest *solver.Network, m, position int) solver.Instances {
	best, least := solver.Instances{Node: m, Position: position}, solver.Cost(math.MaxInt64)
	for o, offering := range p.Offerings(position) {
		count := int((p.Chain.Demand + offering.Throughput - 1) / offering.Throughput)
		cost := solver.Cost(count) * p.Prices.Resources(offering.Demand)
		if cost < least && holds(rest.FreeAt(m), offering.Demand, count) {
			best.Offering, best.Count, least = o, count, cost
		}
	}
	return best
}

func holds(free, demand []int64, count int) bool {
	for r, d := range demand {
		if d*int64(count) > free[r] {
			return false
		}
	}
	return true
}

// shortest searches breadth first from node `from`, over links that can carry
// the demand, for the nearest node that fits, and returns the path to it.
func shortest(p *solver.Problem, rest *solver.Network, from int, fits func(m int) bool) (path []topo.Arc, found bool) {
	g := p.Network.Graph
	arrived := map[int]topo.Arc{from: -1}
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		m := queue[0]
		if fits(m) {
			for arc := arrived[m]; arc >= 0; arc = arrived[g.Tail(arc)] {
				path = append([]topo.Arc{arc}, path...)
			}
			return path, true
		}
		for _, arc := range g.Out(m) {
			if _, seen := arrived[g.Head(arc)]; !seen && rest.Spare[arc.Link()] >= p.Chain.Demand {
				arrived[g.Head(arc)] = arc
				queue = append(queue, g.Head(arc))
			}
		}
	}
	return nil, false
}
