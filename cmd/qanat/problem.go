package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"qanat/solver"
	solversource "qanat/solver/source"
	"qanat/topo"
	"qanat/topo/source"
)

// problemFlags state one chain on one network.
type problemFlags struct {
	file                string
	topology, catalogue string
	chain               []string
	from, to, demand    string
	cmd                 *cobra.Command // that the flags are of
}

func (f *problemFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.cmd = cmd
	flags.StringVar(&f.file, "problem", "", "file that states the problem, instead of the flags below (docs/problem-files.md)")
	flags.StringVar(&f.topology, "topology", "fat-tree:k=6", "network: a kind that 'qanat topo list' names, or a file, a map with options as FILE.graphml:cores=32,link=10Gbps")
	flags.StringVar(&f.catalogue, "catalogue", "table2.2", "middleboxes to choose from: table2.1 or table2.2 of the thesis, or a file")
	flags.StringSliceVar(&f.chain, "chain", []string{"firewall", "ids"}, "middleboxes in the order traffic meets them")
	flags.StringVar(&f.from, "from", "", "node the traffic comes from (default: the first host)")
	flags.StringVar(&f.to, "to", "", "node the traffic goes to (default: the last host)")
	flags.StringVar(&f.demand, "demand", "300 Mbps", "throughput demand of the chain")
}

// problem reads the flags; the network is pristine.
func (f *problemFlags) problem(context.Context) (*solver.Problem, error) {
	p, err := f.read()
	if err == nil {
		tellNotes(f.cmd, p.Network.Graph)
	}
	return p, err
}

func (f *problemFlags) read() (*solver.Problem, error) {
	for _, name := range []string{"problem", "from", "to"} { // whose defaults are no mistake
		if flag := f.cmd.Flags().Lookup(name); flag.Changed && flag.Value.String() == "" {
			return nil, fmt.Errorf("--%s is empty: give it a value, or leave it out", name)
		}
	}
	if f.file != "" {
		for _, name := range []string{"topology", "catalogue", "chain", "from", "to", "demand"} {
			if f.cmd.Flags().Changed(name) {
				return nil, fmt.Errorf("--%s besides --problem %s, which states it already: leave one of them out", name, f.file)
			}
		}
		return solversource.OpenProblem(f.file)
	}
	g, err := source.Open(f.topology)
	if err != nil {
		return nil, fmt.Errorf("--topology: %w", err)
	}
	catalogue, err := solversource.OpenCatalogue(f.catalogue)
	if err != nil {
		return nil, fmt.Errorf("--catalogue: %w", err)
	}
	demand, err := topo.ParseRate(f.demand)
	if err != nil {
		return nil, fmt.Errorf("--demand: %w", err)
	}
	prices := solver.ThesisPrices()
	for len(prices.Alpha) < len(g.Resources) {
		prices.Alpha = append(prices.Alpha, 0) // only the first resource, cores, has a price
	}
	request := &solver.Request{
		Network: solver.NewNetwork(g), Catalogue: catalogue, Prices: prices,
		Middleboxes: f.chain, Source: f.from, Target: f.to, Demand: demand,
	}
	if hosts := g.Hosts(); len(hosts) > 0 {
		if request.Source == "" {
			request.Source = g.Nodes[hosts[0]].Name
		}
		if request.Target == "" {
			request.Target = g.Nodes[hosts[len(hosts)-1]].Name
		}
	}
	return request.Problem()
}
