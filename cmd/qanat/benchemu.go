//go:build linux

package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"qanat/experiments/bench"
)

func benchLabs() []*cobra.Command {
	return []*cobra.Command{benchEmuCommand(), benchDataplaneCommand(), benchInTurnCommand()}
}

// onePart begins the usage of --only.
const onePart = "measure one part alone, and leave the other rows: "

func benchEmuCommand() *cobra.Command {
	cfg := bench.Config{Results: "results"}
	cmd := &cobra.Command{
		Use:   "emu",
		Short: "How fast labs are made and how exact their links are, against Mininet and netem",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg.Text = cmd.OutOrStdout()
			return bench.Emu(cmd.Context(), cfg)
		},
	}
	cmd.Flags().Var((*outputFolder)(&cfg.Results), "results", "folder of results; the table goes to bench/emu.csv in it")
	cmd.Flags().StringVar(&cfg.Only, "only", "", onePart+strings.Join(bench.EmuParts(), ", "))
	return cmd
}

func benchDataplaneCommand() *cobra.Command {
	cfg := bench.Config{Results: "results"}
	cmd := &cobra.Command{
		Use:   "dataplane",
		Short: "How fast middleboxes and ports are, against code by hand, DPDK's testpmd and the kernel",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg.Text = cmd.OutOrStdout()
			return bench.Dataplane(cmd.Context(), cfg)
		},
	}
	cmd.Flags().Var((*outputFolder)(&cfg.Results), "results", "folder of results; the table goes to bench/dataplane.csv in it")
	cmd.Flags().StringVar(&cfg.Only, "only", "", onePart+strings.Join(bench.DataplaneParts(), ", "))
	return cmd
}

func benchInTurnCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "delays-in-turn ROUNDS",
		Hidden: true, // part of emu, which runs it in a virtual machine
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			rounds, err := strconv.Atoi(args[0])
			if err != nil {
				return err
			}
			return bench.DelaysInTurn(cmd.Context(), rounds)
		},
	}
}
