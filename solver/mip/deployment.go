package mip

import (
	"fmt"
	"math"

	"qanat/solver"
)

// wholeInstances is how far an instance count may be from a whole number;
// backends call a value whole within 1e-6 or less.
const wholeInstances = 1e-5

// Deployment reads column values of a model of p. Instance counts are rounded
// and kept. x and z are decomposed into paths through the layered graph, which
// drops cycles; path rates are rounded down to kbit/s, and the few kbit/s left
// over are rerouted on the cheapest paths with room.
//
// It returns an error if a count is not whole, or if the left-over traffic
// finds no room, as where only fractions of kbit/s fit. What it returns has
// passed solver.Verify.
func Deployment(p *solver.Problem, m *Model, values []float64) (*solver.Deployment, error) {
	instances, err := readInstances(p, m, values)
	if err != nil {
		return nil, err
	}
	g := layered{p: p, g: p.Network.Graph}
	r := newRouter(g, instances)
	for _, path := range g.decompose(g.read(m, values)) {
		r.send(path.steps, path.whole())
	}
	if err := r.reroute(); err != nil {
		return nil, err
	}
	d := r.deployment(instances)
	if err := solver.Verify(p, d); err != nil {
		return nil, fmt.Errorf("the backend's solution breaks the model: %w", err)
	}
	return d, nil
}

// readInstances returns Y without the endpoints' own instances, in the order of
// columns.
func readInstances(p *solver.Problem, m *Model, values []float64) ([]solver.Instances, error) {
	var instances []solver.Instances
	for j := range m.Columns {
		v := &m.Columns[j].Variable
		if v.Symbol != Y || v.Position == 0 || v.Position == p.Positions()-1 {
			continue
		}
		count := math.Round(values[j])
		if math.Abs(values[j]-count) > wholeInstances || count < 0 || count > math.MaxInt32 {
			return nil, fmt.Errorf("the backend's solution has %v instances at node %q",
				values[j], p.Network.Graph.Nodes[v.Node].Name)
		}
		if count > 0 {
			instances = append(instances, solver.Instances{
				Node: v.Node, Position: v.Position, Offering: v.Offering, Count: int(count)})
		}
	}
	return instances, nil
}
