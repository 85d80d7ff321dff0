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
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// interrupted is the exit status of a run that the user stopped, as shells
// expect it: 128 + SIGINT.
const interrupted = 130

// Solvers allocate small things at a high rate from a small heap, which the
// garbage collector's default would mark many times a second. So the heap may
// grow by heapGrowth percent between its runs, up to heapSoftLimit bytes; above
// that it runs more often.
const (
	heapGrowth    = 400
	heapSoftLimit = 1 << 30
)

func main() {
	debug.SetGCPercent(heapGrowth)
	debug.SetMemoryLimit(heapSoftLimit)
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup asks to go on when the terminal is closed
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	// A second signal ends the program at once, as while it waits for an input,
	// which no context interrupts.
	context.AfterFunc(ctx, stop)
	err := root().ExecuteContext(ctx)
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(os.Stderr, "qanat: interrupted%s\n", whatRemains(err))
		os.Exit(interrupted)
	default:
		fmt.Fprintf(os.Stderr, "qanat: %v\n", err)
		os.Exit(1)
	}
}

// whatRemains is what the error of an interrupted command says besides that it
// was interrupted: a run tells what is recorded.
func whatRemains(err error) string {
	if text, found := strings.CutSuffix(err.Error(), ": "+context.Canceled.Error()); found {
		return "; " + text
	}
	return ""
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
		labCommand(), doctorCommand(), chainCommand(), trafficCommand(), solveCommand(), certificateCommand(), explainCommand(&problemFlags{}), exportCommand(), topoCommand(), solversCommand())
	cmd.InitDefaultHelpCmd()
	refuseUnknown(cmd)
	return cmd
}

// refuseUnknown makes a word that names no command an error everywhere: below
// the root, and in help, Cobra prints a help text instead and succeeds, which a
// script takes for work done.
func refuseUnknown(cmd *cobra.Command) {
	if cmd.Name() == "help" {
		cmd.Args = func(help *cobra.Command, words []string) error {
			found, rest, _ := help.Root().Find(words) // its error says no more than rest
			if len(rest) > 0 && found.HasSubCommands() {
				return unknown(found, rest)
			}
			return nil
		}
	}
	if cmd.HasParent() && cmd.HasSubCommands() {
		cmd.Args = func(cmd *cobra.Command, words []string) error {
			if len(words) > 0 {
				return unknown(cmd, words)
			}
			return nil
		}
		cmd.DisableFlagsInUseLine = true // it has none
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	for _, c := range cmd.Commands() {
		refuseUnknown(c)
	}
}

// unknown says which words may follow a command.
func unknown(cmd *cobra.Command, words []string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("%s: unknown command %q: use one of %s", cmd.CommandPath(), strings.Join(words, " "), strings.Join(names, ", "))
}
