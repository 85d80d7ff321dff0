//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"qanat/emu/live"
	"qanat/emu/probe"
)

// mostPings is how many numbers ICMP has for packets.
const mostPings = 1 << 16

func labPingCommand() *cobra.Command {
	var count int
	var interval time.Duration
	cmd := &cobra.Command{
		Use:     "ping LAB FROM TO",
		Short:   "Measure the round trip between two nodes",
		Example: "  sudo qanat lab ping wan-triangle waterloo dublin",
		Args:    cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if count < 1 || interval <= 0 {
				return fmt.Errorf("--count %d --interval %v: give more than 0 of both", count, interval)
			}
			if count > mostPings {
				return fmt.Errorf("--count %d: packets are numbered with 16 bits: give at most %d, or ping again", count, mostPings)
			}
			r, err := live.Find(args[0])
			if err != nil {
				return err
			}
			from, err := r.Node(args[1])
			if err != nil {
				return err
			}
			to, err := r.Node(args[2])
			if err != nil {
				return err
			}
			address, out := r.Plan.Address(to), cmd.OutOrStdout()
			var came []time.Duration
			k := 0
			err = probe.Ping(cmd.Context(), r.Space(from), address, count, interval, func(took time.Duration) {
				if k++; took < 0 {
					fmt.Fprintf(out, "%d: no answer from %s (%v)\n", k, args[2], address)
					return
				}
				came = append(came, took)
				fmt.Fprintf(out, "%d: %s (%v) answers in %s\n", k, args[2], address, ms(took))
			})
			if err != nil {
				return err
			}
			if len(came) == 0 {
				return fmt.Errorf("%s cannot be reached from %s", args[2], args[1])
			}
			slices.Sort(came)
			_, err = fmt.Fprintf(out, "%d of %d came back, the median in %s\n", len(came), count, ms(came[(len(came)-1)/2]))
			return err
		},
	}
	cmd.Flags().IntVar(&count, "count", 3, "packets sent")
	cmd.Flags().DurationVar(&interval, "interval", time.Second, "time between them")
	return cmd
}
