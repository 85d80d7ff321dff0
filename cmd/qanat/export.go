package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"qanat/experiments/record"
	"qanat/solver"
	"qanat/solver/mip"
)

func exportCommand() *cobra.Command {
	var stated problemFlags
	var format, model string
	var out outputFile
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write a placement problem as a mixed-integer program for any MIP solver",
		Long: "Write a placement problem as the mixed-integer program of the thesis, section 2.2.2.\n" +
			"docs/mip.md explains the model and its strengthened form.",
		Example: "  qanat export --chain firewall,ids --from h0 --to h5 > problem.lp\n" +
			"  qanat export --format mps --model strengthened --out problem.mps && cbc problem.mps solve",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			write, known := map[string]modelWriter{"lp": mip.WriteLP, "mps": mip.WriteMPS}[format]
			if !known {
				return fmt.Errorf("--format %s: use lp or mps", format)
			}
			options, err := mip.ParseOptions(map[string]string{"model": model})
			if err != nil {
				return fmt.Errorf("--%w", err)
			}
			p, err := stated.problem(cmd.Context())
			if err != nil {
				return err
			}
			m, err := options.Model(p)
			if err != nil {
				return err
			}
			var text bytes.Buffer
			if err := write(&text, p, m); err != nil {
				return err
			}
			if out != "" {
				return record.Replace(string(out), text.Bytes())
			}
			_, err = text.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
	stated.add(cmd)
	cmd.Flags().StringVar(&format, "format", "lp", "lp (CPLEX LP, to read) or mps (free MPS, exact to the last bit)")
	cmd.Flags().StringVar(&model, "model", "thesis", "thesis (exactly as written) or strengthened (same optimum, smaller)")
	cmd.Flags().Var(&out, "out", "file to write (default: standard output)")
	return cmd
}

type modelWriter func(io.Writer, *solver.Problem, *mip.Model) error
