package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"qanat/solver"
	"qanat/solver/mip"
)

func exportCommand() *cobra.Command {
	var stated problemFlags
	var format, model, out string
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
			if out == "" {
				return write(cmd.OutOrStdout(), p, m)
			}
			return writeModel(out, write, p, m)
		},
	}
	stated.add(cmd)
	cmd.Flags().StringVar(&format, "format", "lp", "lp (CPLEX LP, to read) or mps (free MPS, exact to the last bit)")
	cmd.Flags().StringVar(&model, "model", "thesis", "thesis (exactly as written) or strengthened (same optimum, smaller)")
	cmd.Flags().StringVar(&out, "out", "", "file to write (default: standard output)")
	return cmd
}

type modelWriter func(io.Writer, *solver.Problem, *mip.Model) error

// writeModel leaves a whole file or none: what a full disk cut short would pass
// for a smaller problem.
func writeModel(path string, write modelWriter, p *solver.Problem, m *mip.Model) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(write(file, p, m), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
