package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"qanat/experiments/chapter2"
)

func compareCommand() *cobra.Command {
	var flags runFlags
	var spec, against string
	cmd := &cobra.Command{
		Use:     "compare",
		Short:   "Draw the figures of chapter 2 for any solver against the optimum",
		Example: "  qanat compare --solver nearest --scale smoke\n  qanat compare --solver kariz:epsilon=8 --scale quick",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if spec == "" {
				return errors.New("--solver is missing: name the solver to compare, as 'qanat solvers' lists them")
			}
			cfg, err := flags.config(cmd, "results/compare/"+folderName(spec))
			if err != nil {
				return err
			}
			cfg.Borrow = []string{"results/chapter2"}
			if against != "exact" {
				cfg.Optimum = chapter2.Method{Spec: against, Name: against}
			}
			return chapter2.Compare(cmd.Context(), spec, cfg)
		},
	}
	flags.add(cmd, "smoke")
	cmd.Flags().StringVar(&spec, "solver", "", "the solver to compare, as 'qanat solvers' lists them")
	cmd.Flags().StringVar(&against, "against", "exact", "the solver to compare it with")
	return cmd
}

// folderName turns a solver's spec into a name for its results.
func folderName(spec string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:=,/\ `, r) {
			return '-'
		}
		return r
	}, spec)
}
