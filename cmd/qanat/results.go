package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"qanat/experiments"
	"qanat/experiments/bench"
	"qanat/experiments/chapter2"
)

// fromRecords makes a command that works on a folder of recorded results.
func fromRecords(use, short string, do func(chapter2.Config) error) *cobra.Command {
	return &cobra.Command{
		Use:     use + " [FOLDER]",
		Short:   short,
		Example: "  qanat " + use + " results/chapter2",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg := chapter2.Config{Out: "results/chapter2", Text: cmd.OutOrStdout()}
			if len(args) == 1 {
				cfg.Out = args[0]
			}
			return do(cfg)
		},
	}
}

func plotCommand() *cobra.Command {
	return fromRecords("plot", "Draw the figures of a folder again, from its tables alone", chapter2.Plot)
}

func reportCommand() *cobra.Command {
	cmd := fromRecords("report", "Write tables, figures, verdicts and the report again, from the records alone", chapter2.Report)
	cmd.Long = cmd.Short + ".\nWithout a folder it takes those of this project, and rewrites the tables of its documents too."
	ofFolder := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := ofFolder(cmd, args); err != nil || len(args) > 0 {
			return err
		}
		if _, err := experiments.Report("results"); err != nil {
			return err
		}
		changed, err := experiments.Documents(".", "results")
		for _, path := range changed {
			fmt.Fprintf(cmd.OutOrStdout(), "%s is rewritten\n", path)
		}
		return err
	}
	return cmd
}

func benchCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "bench", Short: "Measure targets side by side with their peers"}
	cfg := bench.Config{Results: "results"}
	placement := &cobra.Command{
		Use:   "placement",
		Short: "Speed of the exact solver, Kariz and the engine against lp_solve and CBC",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg.Text = cmd.OutOrStdout()
			return bench.Placement(cmd.Context(), cfg)
		},
	}
	placement.Flags().Var((*outputFolder)(&cfg.Results), "results", "folder of results; the table goes to bench/placement.csv in it")
	placement.Flags().DurationVar(&cfg.PeerLimit, "peer-limit", 0, "time lp_solve and CBC get for one chain (default 10s)")
	placement.Flags().DurationVar(&cfg.PeerBudget, "peer-budget", 0, "time they get for each chain length (default 80s)")
	cmd.AddCommand(placement)
	cmd.AddCommand(benchLabs()...)
	return cmd
}
