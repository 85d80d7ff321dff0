package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"qanat/experiments/chapter2"
)

// runFlags are what reproduce and compare have in common.
type runFlags struct {
	scale      string
	out        outputFolder
	only, also []string
	workers    int
	sample     int
	limit      time.Duration
	reference  string
}

func (f *runFlags) add(cmd *cobra.Command, scale string) {
	flags := cmd.Flags()
	flags.StringVar(&f.scale, "scale", scale, "smoke (a minute), quick (three minutes) or paper (10 trials of 1,000 chains)")
	flags.Var(&f.out, "out", "folder of the results (default: one per command and scale)")
	flags.StringSliceVar(&f.only, "only", nil, "experiments to run instead of the usual ones: "+strings.Join(chapter2.Names(chapter2.All()), ", ")+", or all")
	flags.StringSliceVar(&f.also, "also", nil, "experiments to run besides the usual ones")
	flags.IntVar(&f.workers, "workers", 0, "simulations at a time (default: one per core)")
	flags.IntVar(&f.sample, "audit", 0, "arrivals of each exact simulation that lp_solve or CBC solve again (default: the scale's, 1 or 2)")
	flags.DurationVar(&f.limit, "audit-limit", 0, "time that lp_solve or CBC get for each of them (default: the scale's, 1 to 3 s)")
	flags.StringVar(&f.reference, "reference", "", "folder with records of an earlier run to compare with, cell by cell")
}

// config resolves the flags and says which auditors are missing.
func (f *runFlags) config(cmd *cobra.Command, folder string) (chapter2.Config, error) {
	scale, err := chapter2.ScaleNamed(f.scale)
	if err != nil {
		return chapter2.Config{}, fmt.Errorf("--scale: %w", err)
	}
	if !cmd.Flags().Changed("audit") {
		f.sample = scale.Sample
	}
	if !cmd.Flags().Changed("audit-limit") {
		f.limit = scale.Limit
	}
	if f.workers < 0 {
		return chapter2.Config{}, fmt.Errorf("--workers %d: write how many simulations may run at a time, 0 for one per core", f.workers)
	}
	if f.sample < 0 || f.limit <= 0 {
		return chapter2.Config{}, fmt.Errorf("--audit %d --audit-limit %v: the sample is at least 0, the limit positive", f.sample, f.limit)
	}
	if f.out == "" {
		f.out = outputFolder(folder)
		if f.scale != "paper" {
			f.out += outputFolder("-" + f.scale)
		}
	}
	cfg := chapter2.Config{
		Scale: scale, Out: string(f.out), Only: f.only, Also: f.also, Workers: f.workers, Reference: f.reference, Text: cmd.OutOrStdout(),
	}
	if f.sample == 0 {
		return cfg, nil
	}
	ready, missing := chapter2.Auditors(cmd.Context())
	for _, reason := range missing {
		fmt.Fprintf(cmd.OutOrStdout(), "left out of the audit: %v\n", reason)
	}
	cfg.Audit = chapter2.AuditPlan{By: ready, Prover: "exact:fallback=none", Sample: f.sample, Limit: f.limit}
	return cfg, nil
}

func reproduceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reproduce",
		Short: "Reproduce the figures of a chapter beside the thesis' numbers",
	}
	cmd.AddCommand(reproduceChapter2Command())
	return cmd
}

func reproduceChapter2Command() *cobra.Command {
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "chapter2",
		Short: "Kariz against the optimum: Figures 2.6-2.8",
		Long: "Simulates chains arriving at a 6-ary fat tree, placed by Kariz and by the exact solver,\n" +
			"draws Figures 2.6-2.8 and compares them with the thesis; then shows what each reading of the\n" +
			"thesis and epsilon move. --also adds studies that take longer. Cells that are recorded already\n" +
			"are not run again, so an interrupted run goes on where it stopped.",
		Example: "  qanat reproduce chapter2 --scale smoke\n  qanat reproduce chapter2 --also growth,larger",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := flags.config(cmd, "results/chapter2")
			if err != nil {
				return err
			}
			return chapter2.Reproduce(cmd.Context(), cfg)
		},
	}
	flags.add(cmd, "paper")
	return cmd
}
