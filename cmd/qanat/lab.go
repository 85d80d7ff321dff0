//go:build linux

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/world"
	"qanat/topo/source"
)

func labCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "lab", Short: "Run networks of namespaces, links and programs on this machine"}
	rootless := cmd.PersistentFlags().Bool("rootless", false, "work without root, in a world of your own: delays are less exact there (docs/labs.md)")
	cmd.PersistentPreRunE = func(*cobra.Command, []string) error {
		if !*rootless || world.Inside() {
			return nil
		}
		return world.Enter(os.Args[1:])
	}
	cmd.AddCommand(labUpCommand(), labExecCommand(), labShellCommand(), labInspectCommand(), labPingCommand(), labCheckCommand(), labEventsCommand(), labListCommand(), labDownCommand(), labCleanCommand(), labSchemaCommand())
	return cmd
}

// labFlags say which lab is meant: a file, or a topology whose links are alike.
type labFlags struct {
	topology   string
	capacities bool
	both       impair.Text
	cmd        *cobra.Command // that the flags are of
}

func (f *labFlags) add(cmd *cobra.Command) {
	f.cmd = cmd
	flags := cmd.Flags()
	flags.StringVar(&f.topology, "topology", "", "make the lab of a topology instead of a file: a kind that 'qanat topo list' names, or a map")
	flags.BoolVar(&f.capacities, "capacities", false, "with --topology: the links' capacities are their rates")
	flags.StringVar(&f.both.Delay, "delay", "", "with --topology: one-way delay of every link, as 5ms")
	flags.StringVar(&f.both.Jitter, "jitter", "", "with --topology: jitter of every link")
	flags.StringVar(&f.both.Loss, "loss", "", "with --topology: loss of every link in each direction, as 0.1%")
	flags.StringVar(&f.both.Rate, "rate", "", "with --topology: rate of every link in each direction, as 100Mbit")
}

// plan reads the file, or makes the lab of the topology. It does not wait for
// either once ctx ends.
func (f *labFlags) plan(ctx context.Context, args []string) (*lab.Plan, error) {
	type result struct {
		plan *lab.Plan
		err  error
	}
	planned := make(chan result, 1)
	go func() {
		p, err := f.read(args)
		planned <- result{p, err}
	}()
	select {
	case r := <-planned:
		return r.plan, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *labFlags) read(args []string) (*lab.Plan, error) {
	switch {
	case len(args) == 1 && f.topology != "":
		return nil, fmt.Errorf("both %s and --topology are given: leave one out", args[0])
	case len(args) == 0 && f.topology == "":
		return nil, errors.New("no lab is given: name a file, or --topology, as in 'qanat lab up --topology fat-tree:k=4'")
	case f.topology == "":
		if f.both != (impair.Text{}) || f.capacities {
			return nil, errors.New("--delay, --jitter, --loss, --rate and --capacities go with --topology: what the links of a file do stands there")
		}
		return readLab(args[0])
	}
	g, err := source.Open(f.topology)
	if err != nil {
		return nil, fmt.Errorf("--topology: %w", err)
	}
	tellNotes(f.cmd, g)
	var wrong []error
	both := f.both.Impairment(func(field, format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("--"+field+": "+format, args...))
	})
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	if _, err := os.Stat(f.topology); err == nil {
		g.Name = strings.TrimSuffix(filepath.Base(f.topology), filepath.Ext(f.topology))
	}
	l := lab.FromGraph(g, both, f.capacities)
	l.Name = cmp.Or(l.Name, "lab")
	return l.Plan()
}

// largestLab bounds lab files, in bytes: the largest lab with a process on each node
// takes less than a tenth.
const largestLab = 16 << 20

func readLab(path string) (*lab.Plan, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("lab: %w: correct the path", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestLab+1))
	if err != nil {
		return nil, fmt.Errorf("lab: %w: correct the path", err)
	}
	if len(data) > largestLab {
		return nil, fmt.Errorf("%s is larger than %d MiB: it is no lab file", path, largestLab>>20)
	}
	return lab.Read(data, path)
}

func labSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of lab files, for editors",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(lab.Schema)
			return err
		},
	}
}
