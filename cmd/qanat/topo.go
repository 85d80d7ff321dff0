package main

import (
	"bytes"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"qanat/experiments/record"
	"qanat/topo"
	"qanat/topo/source"
	"qanat/topo/svg"
)

func topoCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "topo", Short: "List, inspect, draw and convert topologies"}
	cmd.AddCommand(topoListCommand(), topoShowCommand(), topoDrawCommand(), topoConvertCommand())
	return cmd
}

// openTopology opens a topology and tells the notes of its reader.
func openTopology(cmd *cobra.Command, spec string) (*topo.Graph, error) {
	g, err := source.Open(spec)
	if err == nil {
		tellNotes(cmd, g)
	}
	return g, err
}

// tellNotes tells what a topology's reader changed, beside the output.
func tellNotes(cmd *cobra.Command, g *topo.Graph) {
	for _, note := range g.Notes {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: %s\n", note)
	}
}

func topoListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the kinds of topology that can be made",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, k := range topo.Kinds() {
				fmt.Fprintf(table, "%s\t%s\n", k.Example, k.Summary)
			}
			fmt.Fprintf(table, "FILE.graphml:cores=32,link=10Gbps\ta map, with capacities where it tells none: see docs/topologies.md\n")
			fmt.Fprintf(table, "FILE.yaml, .json, .graphml, .txt, .xml\town format, Topology Zoo, SNDlib: see docs/topologies.md\n")
			return table.Flush()
		},
	}
}

func topoShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show TOPOLOGY",
		Short:   "Count the nodes, links and capacities of a topology",
		Example: "  qanat topo show fat-tree:k=6\n  qanat topo show examples/topologies/alps.graphml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := openTopology(cmd, args[0])
			if err != nil {
				return err
			}
			var w bytes.Buffer
			var bandwidth topo.Rate
			for _, l := range g.Links {
				bandwidth += l.Capacity
			}
			fmt.Fprintf(&w, "%s: %d nodes, %d of them hosts; %d links, %v together\n", g.Name, len(g.Nodes), len(g.Hosts()), len(g.Links), bandwidth)
			for r, name := range g.Resources {
				total := int64(0)
				for _, n := range g.Nodes {
					total += n.Capacity[r]
				}
				fmt.Fprintf(&w, "%s: %d together\n", name, total)
			}
			_, err = w.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
}

func topoDrawCommand() *cobra.Command {
	out := outputFile("topology.svg")
	cmd := &cobra.Command{
		Use:     "draw TOPOLOGY",
		Short:   "Draw a topology as SVG",
		Example: "  qanat topo draw leaf-spine:leaves=4,spines=2,hosts=8 --out fabric.svg",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := openTopology(cmd, args[0])
			if err != nil {
				return err
			}
			var picture bytes.Buffer
			if err := svg.Draw(&picture, g, svg.Overlay{}); err != nil {
				return err
			}
			return record.Replace(string(out), picture.Bytes())
		},
	}
	cmd.Flags().Var(&out, "out", "the file to draw into")
	return cmd
}

func topoConvertCommand() *cobra.Command {
	var asJSON bool
	var out outputFile
	cmd := &cobra.Command{
		Use:     "convert TOPOLOGY",
		Short:   "Write a topology in Qanat's own format",
		Example: "  qanat topo convert examples/topologies/alps.graphml --out alps.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := openTopology(cmd, args[0])
			if err != nil {
				return err
			}
			write := g.WriteYAML
			if asJSON {
				write = g.WriteJSON
			}
			var text bytes.Buffer
			if err := write(&text); err != nil {
				return err
			}
			if out != "" {
				return record.Replace(string(out), text.Bytes())
			}
			_, err = text.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON instead of YAML")
	cmd.Flags().Var(&out, "out", "file to write (default: standard output)")
	return cmd
}
