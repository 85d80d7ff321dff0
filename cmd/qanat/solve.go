package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"qanat/experiments/record"
	"qanat/solver"
	"qanat/solver/draw"
)

func solveCommand() *cobra.Command {
	var flags problemFlags
	var spec string
	var picture, proof outputFile
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "solve",
		Short: "Place one chain, print the deployment and draw it",
		Example: `  qanat solve --chain firewall,ids,ipsec --from h0 --to h40 --demand 400Mbps
  qanat solve --solver kariz:epsilon=8 --topology vl2:da=4,di=4,hosts=5 --draw chain.svg`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := flags.problem(cmd.Context())
			if err != nil {
				return err
			}
			s, err := solver.Open(spec)
			if err != nil {
				return err
			}
			started := time.Now()
			outcome, err := answer(cmd.Context(), s, spec, p, string(proof))
			cut := interruption(cmd.Context(), &outcome)
			switch {
			case cut != nil && !outcome.Placed():
				return cut
			case cut == nil && err != nil:
				return err
			}
			took := time.Since(started)
			if p, err = outcome.Answers(p); err != nil {
				return fmt.Errorf("solver %s: %w", spec, err)
			}
			if outcome.Placed() {
				if err := solver.Verify(p, outcome.Deployment); err != nil {
					return fmt.Errorf("solver %s returned a deployment that breaks the model:\n%w", spec, err)
				}
			}
			if err := write(cmd.OutOrStdout(), p, &outcome, took, asJSON); err != nil {
				return err
			}
			if picture != "" {
				if err := drawDeployment(string(picture), p, &outcome); err != nil {
					return err
				}
			}
			return cut
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&spec, "solver", "exact", "solver, as 'qanat solvers' lists them, with options after a colon")
	cmd.Flags().Var(&picture, "draw", "draw the deployment into this SVG file")
	cmd.Flags().Var(&proof, "certificate", "write a proof of the answer into this file, for 'qanat certificate'")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the outcome as JSON")
	return cmd
}

// answer solves a problem, with a proof if a file for one is named.
func answer(ctx context.Context, s solver.Solver, spec string, p *solver.Problem, proof string) (solver.Outcome, error) {
	if proof != "" {
		return certify(ctx, s, spec, p, proof)
	}
	return s.Solve(ctx, p)
}

// interruption is the error of a run that the user stopped, or nil. Solvers tell
// it from a limit only by the context, and return what they have without error.
func interruption(ctx context.Context, o *solver.Outcome) error {
	if ctx.Err() == nil || !o.Placed() {
		return ctx.Err()
	}
	return fmt.Errorf("the deployment is the best one found until then: %w", ctx.Err())
}

// write writes an outcome for people or for programs.
func write(w io.Writer, p *solver.Problem, o *solver.Outcome, took time.Duration, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(o)
	}
	var text bytes.Buffer // so that a full disk is noticed once, not line by line
	describe(&text, p, o, took)
	_, err := text.WriteTo(w)
	return err
}

// drawDeployment draws a deployment into a file. That there is none to draw is an
// error: who asked for a picture would look for it in vain, or at an old one.
func drawDeployment(file string, p *solver.Problem, o *solver.Outcome) error {
	if !o.Placed() {
		return fmt.Errorf("--draw %s: nothing was placed, so nothing is drawn", file)
	}
	var drawing bytes.Buffer
	if err := draw.Deployment(&drawing, p, o.Deployment); err != nil {
		return err
	}
	return record.Replace(file, drawing.Bytes())
}
