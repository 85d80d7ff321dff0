// Command qanat places service function chains, simulates their coming and
// going, and reproduces the figures of the thesis. Run it without arguments for
// the list of its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// interrupted is the exit status of a run that the user stopped, as shells
// expect it: 128 + SIGINT.
const interrupted = 130

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := root().ExecuteContext(ctx)
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "qanat: interrupted; what was recorded is kept: reproduce and compare go on from there, bench begins anew")
		os.Exit(interrupted)
	default:
		fmt.Fprintf(os.Stderr, "qanat: %v\n", err)
		os.Exit(1)
	}
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "qanat",
		Short:         "A testbed for service function chains",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.CompletionOptions.HiddenDefaultCmd = true
	cmd.AddCommand(reproduceCommand(), compareCommand(), plotCommand(), reportCommand(), benchCommand(),
		solveCommand(), certificateCommand(), explainCommand(&problemFlags{}), exportCommand(), topoCommand(), solversCommand())
	for _, family := range cmd.Commands() {
		if !family.Runnable() {
			family.Args, family.RunE = cobra.NoArgs, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	return cmd
}
