package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"qanat/experiments/record"
	"qanat/solver"
	"qanat/solver/certificate"
)

func certificateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "certificate FILE",
		Short: "Check a proof that a placement is optimal, or that there is none",
		Long: "Reads a certificate that 'qanat solve --certificate' wrote and checks it with code that shares\n" +
			"nothing with the solver (docs/exact.md). It fails if anything claimed is not proven.",
		Example: "  qanat solve --chain firewall,ids --demand 400Mbps --certificate proof.json\n  qanat certificate proof.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("certificate: %w: correct the path", err)
			}
			c, err := certificate.Read(data, args[0])
			if err != nil {
				return err
			}
			report, err := certificate.Check(c)
			if err != nil {
				return fmt.Errorf("%s does not prove what it claims: %w", args[0], err)
			}
			out, p := cmd.OutOrStdout(), c.Problem
			fmt.Fprintf(out, "%v from %s to %s on %s\n", p.Chain.Demand, p.Network.Graph.Nodes[p.Chain.Source].Name,
				p.Network.Graph.Nodes[p.Chain.Target].Name, p.Network.Graph.Name)
			if c.Deployment == nil {
				_, err = fmt.Fprintf(out, "proven by %s: the chain cannot be placed\n", grounds(&report))
				return err
			}
			_, err = fmt.Fprintf(out, "proven by %s: no deployment costs less than this one, %v\n", grounds(&report), report.Cost)
			return err
		},
	}
}

// grounds tells what a proof rests on.
func grounds(r *certificate.Report) string {
	switch r.Argument {
	case "cut":
		return "a cut whose links cannot carry the demand"
	case "lack":
		return "what all hosts together lack"
	case "floor":
		return "a floor: cheapest instances and cheapest ways"
	}
	return fmt.Sprintf("a search, %d nodes and %d dual vectors evaluated", r.Nodes, r.Proofs)
}

// certify solves a problem, checks the proof of the answer and writes it to a
// file.
func certify(ctx context.Context, s solver.Solver, spec string, p *solver.Problem, file string) (solver.Outcome, error) {
	prover, ok := s.(certificate.Prover)
	if !ok {
		return solver.Outcome{}, fmt.Errorf("--certificate: solver %s gives no proofs: use --solver exact", spec)
	}
	o, argument, err := prover.Prove(ctx, p)
	if err != nil {
		return o, err
	}
	if argument == nil {
		return o, fmt.Errorf("--certificate: the answer, %v, has no proof of its own: it was decided by %s %s; exact:fallback=none proves what it can by itself", o.Status, o.Method, o.Reason)
	}
	c := certificate.New(p, &o, argument)
	if _, err := certificate.Check(c); err != nil {
		return o, fmt.Errorf("the proof does not hold, which is a fault of the solver: %w", err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		return o, err
	}
	return o, record.Replace(file, append(text, '\n'))
}
