package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"qanat/emu/node"
	"qanat/emu/port"
	"qanat/middlebox/catalogue"
	"qanat/middlebox/packet"
)

func chainCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "chain", Short: "Run middleboxes on real traffic"}
	cmd.AddCommand(chainRunCommand())
	return cmd
}

func chainRunCommand() *cobra.Command {
	s := node.Spec{}
	var chain string
	var answers []string
	var length time.Duration
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run a chain between two interfaces, until it is interrupted",
		Long: "Run a chain of middleboxes between two interfaces. Without --gateway the chain is a wire that hosts do\n" +
			"not see; with it, it takes over the interfaces' addresses and routes, as NATs and load balancers need.",
		Example: "  sudo qanat chain run --chain firewall,monitor --inside eth0 --outside eth1\n  sudo qanat chain run --chain nat --gateway --inside eth0 --outside eth1",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, text := range answers {
				p, err := netip.ParsePrefix(text)
				if err != nil {
					return fmt.Errorf("--answer %s: write a prefix such as 203.0.113.1/32", text)
				}
				s.Answers = append(s.Answers, p)
			}
			var err error
			if s.Chain, err = catalogue.Split(chain); err != nil {
				return err
			}
			s.Note = func(note string) { fmt.Fprintln(cmd.ErrOrStderr(), note) }
			to := chainOutput{asJSON, cmd.OutOrStdout(), cmd.OutOrStdout()}
			if asJSON {
				to.ready = cmd.ErrOrStderr()
			}
			return runChain(cmd.Context(), to, s, length)
		},
	}
	f := cmd.Flags()
	f.StringVar(&chain, "chain", "", "middleboxes from inside to outside, with their options: monitor,nat:sessions=1000,idle=1m")
	f.StringVar(&s.Framework, "framework", "nf", "what keeps their state: "+strings.Join(node.Frameworks, ", "))
	f.StringVar(&s.Port, "port", "af_packet", "how frames are moved: "+strings.Join(port.Kinds, ", "))
	f.StringVar(&s.Inside, "inside", "", "inner interface")
	f.StringVar(&s.Outside, "outside", "", "outer interface")
	f.BoolVar(&s.Gateway, "gateway", false, "take over the addresses and routes of the interfaces")
	f.StringSliceVar(&answers, "answer", nil, "further addresses to answer ARP for outside, as prefixes")
	f.IntVar(&s.Threads, "threads", 1, "threads that share the work, flow by flow")
	f.Uint64Var(&s.Seed, "seed", 1, "of the hashes of state")
	f.DurationVar(&length, "for", 0, "how long to run; until interrupted if 0")
	f.BoolVar(&asJSON, "json", false, "print the counts at the end as JSON")
	return cmd
}

// chainOutput is where a chain tells that it is ready, and what became of packets.
type chainOutput struct {
	asJSON        bool
	ready, counts io.Writer
}

// runChain runs a node until the context ends, or for some time, and prints what
// became of packets.
func runChain(ctx context.Context, to chainOutput, s node.Spec, length time.Duration) error {
	n, err := node.Open(s)
	if err != nil {
		return fmt.Errorf("chain: %w", err)
	}
	stop := context.CancelFunc(func() {})
	if length > 0 {
		ctx, stop = context.WithTimeout(ctx, length)
	}
	defer stop()
	fmt.Fprintf(to.ready, "%s between %s and %s, on %s, under %s\n", strings.Join(s.Chain, ", "), s.Inside, s.Outside, s.Port, s.Framework)
	err = errors.Join(n.Run(ctx), printChain(to, &s, n), n.Close())
	if err != nil {
		return fmt.Errorf("chain: %w", err)
	}
	return nil
}

func printChain(to chainOutput, s *node.Spec, n *node.Opened) error {
	c, ports := n.Counts()
	out := to.counts
	if to.asJSON {
		return json.NewEncoder(out).Encode(struct {
			node.Counts
			Ports [2]port.Counts `json:"ports"`
		}{c, ports})
	}
	fmt.Fprintf(out, "%d packets passed\n", c.Passed)
	for k, dropped := range c.Dropped {
		fmt.Fprintf(out, "%d dropped by %s\n", dropped, s.Chain[k])
	}
	for fault := packet.Truncated; int(fault) < packet.Faults; fault++ {
		if c.Malformed[fault] > 0 {
			fmt.Fprintf(out, "%d malformed: %s\n", c.Malformed[fault], fault)
		}
	}
	if c.Lost > 0 {
		fmt.Fprintf(out, "%d without a way on\n", c.Lost)
	}
	for side, name := range []string{s.Inside, s.Outside} {
		p := ports[side]
		fmt.Fprintf(out, "%s: %d received, %d missed, %d sent, %d refused, %d too large\n", name, p.Received, p.Missed, p.Sent, p.Refused, p.Invalid)
	}
	return nil
}
