package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/spf13/cobra"

	"qanat/solver"
	"qanat/topo"
)

// problemFlags state one chain on one network: what solve, explain and export
// have in common.
type problemFlags struct {
	topology, catalogue string
	chain               []string
	from, to, demand    string
	alpha               []string
	beta                string
	busy                int
	seed                uint64
}

func (f *problemFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.topology, "topology", "fat-tree:k=6", "topology, as 'qanat topo list' describes them, or a file")
	flags.StringVar(&f.catalogue, "catalogue", "thesis-table-2.2", "catalogue of middleboxes: thesis-table-2.1, thesis-table-2.2 or a file")
	flags.StringSliceVar(&f.chain, "chain", []string{"firewall", "ids"}, "middleboxes in the order traffic meets them")
	flags.StringVar(&f.from, "from", "h0", "node the traffic comes from")
	flags.StringVar(&f.to, "to", "h1", "node the traffic goes to")
	flags.StringVar(&f.demand, "demand", "300 Mbps", "throughput demand of the chain")
	flags.StringSliceVar(&f.alpha, "alpha", nil, "cost of one unit of each resource (default: 1 for the first, 0 for the others)")
	flags.StringVar(&f.beta, "beta", "0.01", "cost of 1 Mbps on one link")
	flags.IntVar(&f.busy, "busy", 0, "first place this many chains of the same kind between random hosts")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the random chains of --busy")
}

// problem reads the flags; the network is pristine but for the chains of --busy.
func (f *problemFlags) problem(ctx context.Context) (*solver.Problem, error) {
	request, err := f.request()
	if err != nil {
		return nil, err
	}
	p, err := request.Problem()
	if err != nil {
		return nil, err
	}
	return p, f.load(ctx, p)
}

func (f *problemFlags) request() (*solver.Request, error) {
	g, err := topo.Open(f.topology)
	if err != nil {
		return nil, err
	}
	catalogue, err := solver.OpenCatalogue(f.catalogue)
	if err != nil {
		return nil, err
	}
	demand, err := topo.ParseRate(f.demand)
	if err != nil {
		return nil, fmt.Errorf("--demand: %w", err)
	}
	prices, err := f.prices(len(g.Resources))
	if err != nil {
		return nil, err
	}
	return &solver.Request{
		Network: solver.NewNetwork(g), Catalogue: catalogue, Prices: prices,
		Middleboxes: f.chain, Source: f.from, Target: f.to, Demand: demand,
	}, nil
}

func (f *problemFlags) prices(resources int) (solver.Prices, error) {
	prices := solver.Prices{Alpha: make([]solver.Cost, resources)}
	if resources > 0 {
		prices.Alpha[0] = solver.Unit
	}
	if len(f.alpha) > resources {
		return prices, fmt.Errorf("--alpha has %d values for %d resources: give one for each", len(f.alpha), resources)
	}
	for r, text := range f.alpha {
		var err error
		if prices.Alpha[r], err = solver.ParseCost(text); err != nil {
			return prices, fmt.Errorf("--alpha: %w", err)
		}
	}
	beta, err := solver.ParseCost(f.beta)
	if err != nil {
		return prices, fmt.Errorf("--beta: %w", err)
	}
	prices.Beta = beta
	return prices, nil
}

// load places the chains of --busy with Kariz, so that a single chain can be
// looked at on a network as it is in the middle of a simulation.
func (f *problemFlags) load(ctx context.Context, p *solver.Problem) error {
	if f.busy < 0 {
		return fmt.Errorf("--busy %d: give the number of chains to place first, at least 0", f.busy)
	}
	hosts := p.Network.Graph.Hosts()
	if f.busy == 0 || len(hosts) < 2 {
		return nil
	}
	placer, err := solver.Open("kariz")
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(f.seed, 0))
	for range f.busy {
		other := *p
		from := rng.IntN(len(hosts))
		other.Chain.Source = hosts[from]
		other.Chain.Target = hosts[(from+1+rng.IntN(len(hosts)-1))%len(hosts)]
		outcome, err := placer.Solve(ctx, &other)
		if err != nil {
			return err
		}
		if outcome.Placed() {
			if err := p.Network.Reserve(&other, outcome.Deployment); err != nil {
				return err
			}
		}
	}
	return nil
}
