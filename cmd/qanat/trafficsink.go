//go:build linux

package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"qanat/emu/port"
	"qanat/emu/traffic"
)

func trafficSinkCommand() *cobra.Command {
	var ports portFlags
	var limit, wait, interval string
	var limits traffic.Limits
	var options traffic.SinkOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sink",
		Short: "Measure what arrives of 'qanat traffic send'",
		Long: "Measure delay, loss, order and throughput of what 'qanat traffic send' sends, from wherever on this machine, and whatever\n" +
			"was done to it on the way. It ends when the sender says that it has, after --for or --packets, or with Ctrl-C.",
		Example: "  sudo qanat traffic sink --on eth0 --for 30s",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, f := range []struct {
				name, text string
				to         *time.Duration
			}{{"for", limit, &limits.Duration}, {"wait", wait, &limits.Wait}, {"interval", interval, &options.Interval}} {
				if f.text == "" {
					continue
				}
				var err error
				if *f.to, err = traffic.ParseTime(f.text); err != nil {
					return fmt.Errorf("--%s: %w", f.name, err)
				}
			}
			return withPorts(func(_ *port.Pool, opened []port.Port) error {
				p := newProgress(cmd.ErrOrStderr(), "receiving", limits.Packets, limits.Duration)
				r, err := traffic.Collect(cmd.Context(), opened[0], options, limits, p.tell)
				p.end()
				if err != nil {
					return err
				}
				return printRun(cmd.Context(), cmd.OutOrStdout(), asJSON, &r)
			}, []bool{false}, ports)
		},
	}
	ports.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&limit, "for", "", "how long at most, as 30s")
	flags.Uint64Var(&limits.Packets, "packets", 0, "how many packets to wait for at most")
	flags.StringVar(&wait, "wait", "500ms", "how long after the last packet to wait for more: longer than the longest delay")
	flags.StringVar(&interval, "interval", "1s", "of throughput, in the JSON")
	flags.BoolVar(&options.PerFlow, "per-flow", false, "list flows, in the JSON: needs memory for each, and time")
	flags.BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}
