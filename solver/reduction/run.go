package reduction

import (
	"context"
	"fmt"
	"math/rand/v2"

	"qanat/solver"
)

// Config says which random graphs to try.
type Config struct {
	Graphs             int // how many
	MinNodes, MaxNodes int // sizes, uniform between them, both included; at most 24
	Seed               uint64
}

// Row is what was found for one graph. Columns of a table have these names.
type Row struct {
	Graph     int // 0..Graphs-1, in the order of the seed's draws
	Nodes     int // n
	Edges     int // m
	Dominance int // size of a minimum dominating set, by trying all sets
	// Cost is what the solver's deployment costs, Status what it proves.
	Cost   solver.Cost
	Status solver.Status
	// FirewallsDominate tells whether the nodes with firewalls dominate the
	// graph without Dominators' help.
	FirewallsDominate bool
	// Agrees tells whether Cost is a proven optimum, is 3n+Dominance, is the cost
	// of Lemma 1's deployment too, and leads back to a set of that size.
	Agrees bool
}

// Run solves the reduced instance of every graph with an exact solver. A graph
// where the claim fails is a row that does not agree; an error means that the
// solver could not work or broke the model. When ctx ends, Run returns the rows
// it has with the context's error.
func Run(ctx context.Context, exact solver.Solver, c Config) ([]Row, error) {
	if c.MinNodes < 1 || c.MaxNodes < c.MinNodes || c.MaxNodes > mostNodes {
		return nil, fmt.Errorf("graphs of %d to %d nodes: use sizes from 1 to %d", c.MinNodes, c.MaxNodes, mostNodes)
	}
	rng := rand.New(rand.NewPCG(c.Seed, 0))
	var rows []Row
	for i := range c.Graphs {
		if err := ctx.Err(); err != nil {
			return rows, err
		}
		g := RandomGraph(rng, c.MinNodes+rng.IntN(c.MaxNodes-c.MinNodes+1), rng.Float64())
		row, err := compare(ctx, exact, g)
		if err != nil {
			return rows, fmt.Errorf("graph %d of seed %d: %w", i, c.Seed, err)
		}
		row.Graph = i
		rows = append(rows, row)
	}
	return rows, nil
}

// compare solves one instance and checks both directions of the claim.
func compare(ctx context.Context, exact solver.Solver, g Graph) (Row, error) {
	smallest := g.MinimumDominatingSet()
	row := Row{Nodes: len(g), Edges: g.Edges(), Dominance: smallest.Size()}
	p, err := Problem(g)
	if err != nil {
		return row, err
	}
	there, err := Deployment(p, g, smallest)
	if err != nil {
		return row, err
	}
	if err := solver.Verify(p, there); err != nil {
		return row, fmt.Errorf("the deployment of Lemma 1 breaks the model: %w", err)
	}
	outcome, err := exact.Solve(ctx, p)
	if err != nil {
		return row, err
	}
	if row.Status = outcome.Status; !outcome.Placed() {
		return row, nil
	}
	if err := solver.Verify(p, outcome.Deployment); err != nil {
		return row, fmt.Errorf("the solver's deployment breaks the model: %w", err)
	}
	row.Cost = outcome.Deployment.Bill(p).Total()
	row.FirewallsDominate = g.Undominated(Firewalls(outcome.Deployment)) == 0
	back := Dominators(g, outcome.Deployment)
	row.Agrees = outcome.Status == solver.Optimal &&
		row.Cost == Cost(row.Nodes, row.Dominance) && row.Cost == there.Bill(p).Total() &&
		back.Size() == row.Dominance && g.Undominated(back) == 0
	return row, nil
}
