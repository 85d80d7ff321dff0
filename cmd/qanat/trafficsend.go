//go:build linux

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"qanat/emu/port"
	"qanat/emu/traffic"
)

func trafficSendCommand() *cobra.Command {
	var ports portFlags
	var spec specFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "send",
		Short:   "Send packets of many flows at a steady rate",
		Example: "  sudo qanat traffic send --port af_packet --on eth0 --rate 100kpps --for 10s --flows 1000 --size 64",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := spec.text.Spec()
			if err != nil {
				return err
			}
			g, err := traffic.NewGenerator(s, traffic.Seeded(spec.seed))
			if err != nil {
				return err
			}
			return withPorts(func(pool *port.Pool, opened []port.Port) error {
				p := newProgress(cmd.ErrOrStderr(), "sending", s.Expected(), s.Duration)
				r, err := traffic.Send(cmd.Context(), g, opened[0], pool, p.tell)
				p.end()
				if err != nil {
					return err
				}
				return printRun(cmd.Context(), cmd.OutOrStdout(), asJSON, &r)
			}, []bool{true}, ports)
		},
	}
	ports.add(cmd)
	spec.add(cmd)
	cmd.Flags().StringVar(&spec.text.Rate, "rate", "", "packets as 100kpps, or bits as 10Mbit, per second")
	cmd.Flags().Uint8Var(&spec.text.Stream, "stream", 0, "tells senders apart that one sink receives, 0 to 127")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func trafficReplayCommand() *cobra.Command {
	var ports portFlags
	var speed float64
	var rate, limit string
	var packets uint64
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "replay FILE",
		Short:   "Send the packets of a capture file (pcap or pcapng)",
		Example: "  sudo qanat traffic replay office.pcap --on eth0 --speed 2",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pace, err := paceOf(speed, cmd.Flags().Changed("speed"), rate, limit, packets)
			if err != nil {
				return err
			}
			recording, err := port.OpenCapture(args[0])
			if err != nil {
				return err
			}
			defer recording.Close()
			from, err := traffic.NewReplay(recording, pace)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return withPorts(func(pool *port.Pool, opened []port.Port) error {
				p := newProgress(cmd.ErrOrStderr(), "replaying", packets, pace.Duration)
				r, err := traffic.Send(cmd.Context(), from, opened[0], pool, p.tell)
				p.end()
				if err = errors.Join(err, from.Err()); err != nil {
					return err
				}
				if from.Cut() > 0 {
					fmt.Fprintf(cmd.ErrOrStderr(), "note: %d packets of %s were left out, since they were not recorded whole\n", from.Cut(), args[0])
				}
				return printRun(cmd.Context(), cmd.OutOrStdout(), asJSON, &r)
			}, []bool{true}, ports)
		},
	}
	ports.add(cmd)
	flags := cmd.Flags()
	flags.Float64Var(&speed, "speed", 1, "how many times faster than recorded")
	flags.StringVar(&rate, "rate", "", "a constant rate instead, as 100kpps or 10Mbit")
	flags.StringVar(&limit, "for", "", "how long at most, as 10s")
	flags.Uint64Var(&packets, "packets", 0, "how many packets at most")
	flags.BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// paceOf reads the flags of a replay.
func paceOf(speed float64, faster bool, rate, limit string, packets uint64) (p traffic.Pace, err error) {
	p.Packets = packets
	if limit != "" {
		if p.Duration, err = traffic.ParseTime(limit); err != nil {
			return p, fmt.Errorf("--for: %w", err)
		}
	}
	if rate == "" {
		p.Speed = speed
		if !(speed > 0) {
			return p, fmt.Errorf("--speed %g: must be more than 0", speed)
		}
		return p, nil
	}
	if faster {
		return p, errors.New("both --speed and --rate are given: leave one out")
	}
	if p.PacketsPerSecond, p.BitsPerSecond, err = traffic.ParseRate(rate); err != nil {
		return p, fmt.Errorf("--rate: %w", err)
	}
	return p, nil
}
