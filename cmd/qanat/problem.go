package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"qanat/solver"
	"qanat/topo"
)

// problemFlags state one chain on one network.
type problemFlags struct {
	arity            int
	chain            []string
	from, to, demand string
}

func (f *problemFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.arity, "fat-tree", 6, "arity k of the fat tree")
	flags.StringSliceVar(&f.chain, "chain", []string{"firewall", "ids"}, "middleboxes in the order traffic meets them")
	flags.StringVar(&f.from, "from", "h0", "node the traffic comes from")
	flags.StringVar(&f.to, "to", "h1", "node the traffic goes to")
	flags.StringVar(&f.demand, "demand", "300 Mbps", "throughput demand of the chain")
}

// problem reads the flags; the network is pristine.
func (f *problemFlags) problem(context.Context) (*solver.Problem, error) {
	g, err := topo.FatTree(f.arity, topo.ThesisEquipment())
	if err != nil {
		return nil, fmt.Errorf("--fat-tree: %w", err)
	}
	demand, err := topo.ParseRate(f.demand)
	if err != nil {
		return nil, fmt.Errorf("--demand: %w", err)
	}
	request := &solver.Request{
		Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Middleboxes: f.chain, Source: f.from, Target: f.to, Demand: demand,
	}
	return request.Problem()
}
