package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"qanat/kariz"
	"qanat/kariz/explain"
	"qanat/solver"
)

// problemSource adds flags that state a problem, and reads them.
type problemSource interface {
	add(cmd *cobra.Command)
	problem(ctx context.Context) (*solver.Problem, error)
}

// explainCommand makes the command that writes down what a solver does with the
// problem that source states.
func explainCommand(source problemSource) *cobra.Command {
	cmd := &cobra.Command{Use: "explain", Short: "Write down step by step what a solver does with one chain"}
	options := map[string]string{}
	var folder outputFolder
	run := &cobra.Command{
		Use:   "kariz",
		Short: "A run of Kariz, with the lines of Algorithms 1 to 3",
		Example: "  qanat explain kariz --chain firewall,ids --demand '300 Mbps' --option epsilon=8\n" +
			"  qanat explain kariz --topology fat-tree:k=4 --draw steps && xdg-open steps/index.html",
		Long: "Write down a run of Kariz with the lines of Algorithms 1 to 3 (docs/kariz.md).\n" +
			"With --draw, also draw every step, and a page index.html that shows them in order.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := kariz.ParseOptions(options)
			if err != nil {
				return fmt.Errorf("--option: %w", err)
			}
			p, err := source.problem(cmd.Context())
			if err != nil {
				return err
			}
			transcript, err := explain.Record(cmd.Context(), p, chosen)
			if err != nil {
				return err
			}
			if folder != "" {
				if err := drawSteps(string(folder), transcript); err != nil {
					return err
				}
			}
			return transcript.WriteText(cmd.OutOrStdout())
		},
	}
	source.add(run)
	run.Flags().StringToStringVar(&options, "option", nil, "options of Kariz as key=value; 'qanat solvers' lists them")
	run.Flags().Var(&folder, "draw", "folder to draw the steps into: new, empty, or of an earlier run, which is replaced")
	cmd.AddCommand(run)
	return cmd
}
