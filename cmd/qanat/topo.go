package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"qanat/topo"
	"qanat/topo/svg"
)

func topoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "topo",
		Short: "Make, read, convert and draw topologies",
	}
	cmd.AddCommand(topoListCommand(), topoShowCommand(), topoDrawCommand())
	return cmd
}

func topoShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show TOPOLOGY",
		Short:   "Count the nodes, links and capacities of a topology",
		Example: "  qanat topo show fat-tree:k=6\n  qanat topo show examples/abilene.graphml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := topo.Open(args[0])
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			var bandwidth topo.Rate
			for _, l := range g.Links {
				bandwidth += l.Capacity
			}
			_, components := g.Components()
			fmt.Fprintf(w, "%s: %d nodes (%d hosts), %d links of %v in all, %d connected part(s)\n",
				g.Name, len(g.Nodes), len(g.Hosts()), len(g.Links), bandwidth, components)
			for r, name := range g.Resources {
				var total int64
				for _, n := range g.Nodes {
					total += n.Capacity[r]
				}
				fmt.Fprintf(w, "  %s: %d\n", name, total)
			}
			return nil
		},
	}
}

func topoDrawCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "draw TOPOLOGY",
		Short:   "Draw a topology as SVG",
		Example: "  qanat topo draw leaf-spine:leaves=4,spines=2,hosts=8 --out fabric.svg",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := topo.Open(args[0])
			if err != nil {
				return err
			}
			return writeFile(out, func(w io.Writer) error { return svg.Draw(w, g, svg.Overlay{}) })
		},
	}
	cmd.Flags().StringVar(&out, "out", "topology.svg", "the file to draw into")
	return cmd
}
