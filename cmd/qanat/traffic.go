//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"qanat/emu/traffic"
)

func trafficCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "traffic", Short: "Send packets on time and measure what becomes of them"}
	cmd.AddCommand(trafficSendCommand(), trafficSinkCommand(), trafficReplayCommand(), trafficSearchCommand())
	return cmd
}

// specFlags say what is sent.
type specFlags struct {
	text traffic.Text
	seed uint64
}

func (f *specFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	t := &f.text
	flags.StringVar(&t.Gaps, "gaps", "constant", "between packets: constant or poisson")
	flags.StringVar(&t.For, "for", "", "how long, as 10s")
	flags.Uint64Var(&t.Packets, "packets", 0, "how many packets at most")
	flags.IntVar(&t.Flows, "flows", 1, "flows at a time")
	flags.StringVar(&t.NewFlows, "new-flows", "", "flows that are replaced by new ones, as 1000/s")
	flags.StringVar(&t.Popularity, "popularity", "uniform", "of flows: uniform, zipf:1.1 or trace")
	flags.StringVar(&t.Sizes, "size", "64", "of packets in bytes, without check sequence: 64, 64,512,1514 or imix")
	flags.StringVar(&t.Protocol, "protocol", "udp", "udp, or tcp: headers that look like it")
	flags.StringVar(&t.From.Address, "from", "10.1.0.0/16", "source addresses: one, first-last or a prefix")
	flags.StringVar(&t.From.MAC, "from-mac", "02:00:00:00:00:01", "source MAC addresses: one, or first-last")
	flags.StringVar(&t.From.Ports, "from-ports", "1024-65535", "source ports: one, or first-last")
	flags.StringVar(&t.To.Address, "to", "10.2.0.1", "destination addresses")
	flags.StringVar(&t.To.MAC, "to-mac", "02:00:00:00:00:02", "destination MAC addresses")
	flags.StringVar(&t.To.Ports, "to-ports", "80", "destination ports")
	flags.Uint64Var(&f.seed, "seed", 1, "the same seed makes the same packets")
}

// print writes a run or the outcome of a search as JSON or as text, and makes one
// that was interrupted an error.
func print(ctx context.Context, w io.Writer, asJSON bool, result interface{ Write(io.Writer) error }) error {
	var err error
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		err = e.Encode(result)
	} else {
		err = result.Write(w)
	}
	if err == nil && ctx.Err() != nil {
		err = fmt.Errorf("what was measured until then stands above: %w", ctx.Err())
	}
	return err
}

// printRun prints a run; one that does not count is an error too.
func printRun(ctx context.Context, w io.Writer, asJSON bool, r *traffic.Run) error {
	err := print(ctx, w, asJSON, r)
	if err == nil && !r.Verdict.Valid {
		err = fmt.Errorf("the run does not count: %s", strings.Join(r.Verdict.Reasons, "; "))
	}
	return err
}
