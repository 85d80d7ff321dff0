package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"qanat/solver"

	// Each of these registers its solvers; yours belongs in contrib.
	_ "qanat/kariz"
	_ "qanat/kariz/reorder"
	_ "qanat/solver/cbc"
	_ "qanat/solver/contrib"
	_ "qanat/solver/exact"
	_ "qanat/solver/external"
	_ "qanat/solver/lpsolve"
)

func solversCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "solvers",
		Short: "List the solvers and their options",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, e := range solver.Registered() {
				fmt.Fprintf(table, "%s\t%s\n", e.Name, e.Summary)
			}
			return table.Flush()
		},
	}
}
