//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	_ "qanat/emu/agent" // this program is the labs' agent too
	"qanat/emu/live"
)

func labUpCommand() *cobra.Command {
	var f labFlags
	var o live.Options
	var dry bool
	cmd := &cobra.Command{
		Use:     "up [FILE]",
		Short:   "Make a lab's network and start its programs",
		Example: "  sudo qanat lab up examples/labs/wan-triangle.yaml\n  sudo qanat lab up --topology fat-tree:k=4 --delay 1ms",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := f.plan(cmd.Context(), args)
			if err != nil {
				return err
			}
			if dry {
				return describeDry(cmd.OutOrStdout(), p, o.Engine)
			}
			began := time.Now()
			r, err := live.Up(cmd.Context(), p, o)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is up: %d nodes, %d links, %d LANs in %.2f s%s\n", r.ID, len(p.Nodes), len(p.Links), len(p.LANs), time.Since(began).Seconds(), r.Carried())
			return err
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&o.Engine, "engine", "", "what delays and drops packets where the lab names no engine: netem, or wire in user space (default: netem where the kernel has it)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would be made and by which engines, and make nothing")
	return cmd
}

func labExecCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "exec LAB NODE -- PROGRAM [ARGUMENTS]",
		Short:   "Run a program on a node",
		Example: "  sudo qanat lab exec wan-triangle waterloo -- ping -c 3 dublin",
		Args:    cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 2 && args[2] == "--" {
				args = slices.Delete(args, 2, 3)
			}
			if len(args) < 3 {
				return errors.New("a lab, a node and a program are needed: write for example 'qanat lab exec LAB NODE -- ping -c 3 OTHER'")
			}
			r, err := live.Find(args[0])
			if err != nil {
				return err
			}
			return r.Exec(args[1], args[2:])
		},
	}
	cmd.Flags().SetInterspersed(false)
	return cmd
}

func labShellCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "shell LAB NODE",
		Short: "Open a shell on a node",
		Args:  cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := live.Find(args[0])
			if err != nil {
				return err
			}
			shell := os.Getenv("SHELL")
			if shell == "" {
				shell = "/bin/sh"
			}
			return r.Exec(args[1], []string{shell})
		},
	}
}

func labListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the labs that are up",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := live.List()
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "run\tlab\tsince\tstate")
			for _, s := range all {
				state := "up"
				switch {
				case s.Broken():
					state = "broken: remove it with 'qanat lab clean'"
				case !s.Up:
					state = "being made"
				}
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", s.ID, s.Lab, s.Created.Format("2006-01-02 15:04:05"), state)
			}
			return table.Flush()
		},
	}
}

func labDownCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "down LAB",
		Short: "Stop a lab's programs and remove its network",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := live.Identify(args[0])
			if err != nil {
				return err
			}
			if err := live.Remove(id); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is down\n", id)
			return err
		},
	}
}

func labCleanCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "clean",
		Short: "Remove what interrupted labs have left behind",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			removed, err := live.Clean(all)
			if len(removed) == 0 && err == nil {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), "nothing was left behind")
				return err
			}
			if len(removed) > 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", strings.Join(removed, ", "))
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "remove labs that are up as well")
	return cmd
}
