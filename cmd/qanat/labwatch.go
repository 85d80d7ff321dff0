//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"qanat/emu/doctor"
	"qanat/emu/fidelity"
	"qanat/emu/lab"
	"qanat/emu/live"
)

func labCheckCommand() *cobra.Command {
	var o fidelity.Options
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check LAB",
		Short: "Send probes over every link and compare with what was asked for",
		Long: "Sends probes over every link that something was asked of, one after another, and compares delay,\n" +
			"loss and rate. It fails if any link is not faithful (docs/labs.md has the rule).",
		Example: "  sudo qanat lab check wan-triangle",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Packets < 1 || !(o.PerSecond > 0) {
				return fmt.Errorf("--packets %d --per-second %g: give more than 0 of both", o.Packets, o.PerSecond)
			}
			r, err := live.Find(args[0])
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			unfaithful := 0
			line := func(cells ...any) { fmt.Fprintf(out, "%-24s %-34s %-28v %-28v %-20v %-22v %s\n", cells...) }
			if !asJSON {
				line("from -> to", "asked for", "p50 (99.9 % confidence)", "p99", "loss", "Mbit/s", "")
			}
			err = fidelity.Check(cmd.Context(), r, o, func(res fidelity.Result) {
				if !res.Faithful() {
					unfaithful++
				}
				if asJSON {
					json.NewEncoder(out).Encode(res) // a closed pipe ends the program
					return
				}
				way := res.From + " -> " + res.To
				if res.Down {
					line(way, res.AskedFor, "-", "-", "-", "-", res.Verdict())
					return
				}
				line(way, res.AskedFor, res.Median, res.P99, res.Loss, res.Rate, res.Verdict())
			})
			if err == nil && unfaithful > 0 {
				err = fmt.Errorf("%d of the lab's links are not faithful: see 'qanat doctor'", unfaithful)
			}
			return err
		},
	}
	cmd.Flags().IntVar(&o.Packets, "packets", 400, "probes for each way of each link")
	cmd.Flags().Float64Var(&o.PerSecond, "per-second", 500, "probes in a second")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object for each way")
	return cmd
}

func ms(d time.Duration) string { return fmt.Sprintf("%.3f ms", d.Seconds()*1000) }

func labEventsCommand() *cobra.Command {
	var change string
	cmd := &cobra.Command{
		Use:     "events LAB [ACTION TARGET]",
		Short:   "Show a lab's events, or make one happen now",
		Example: "  sudo qanat lab events failover-events\n  sudo qanat lab events failover-events down a-c",
		Args:    cobra.RangeArgs(1, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if change != "" && len(args) < 3 {
				return errors.New("--to goes with an action and what it acts on, as in 'qanat lab events LAB change a-b --to \"delay: 60ms\"'")
			}
			r, err := live.Find(args[0])
			if err != nil {
				return err
			}
			var q live.Question
			switch len(args) {
			case 2:
				return errors.New("name what the action acts on too, as in 'qanat lab events LAB down a-b'")
			case 3:
				if q.Event, err = r.Plan.Event(args[1], args[2], change); err != nil {
					return err
				}
			}
			a, err := r.Ask(q)
			if err != nil {
				return err
			}
			return describeEvents(cmd.OutOrStdout(), r.Plan, &a)
		},
	}
	cmd.Flags().StringVar(&change, "to", "", "with change: what the link does from now on, as 'delay: 60ms, loss: 5%'")
	return cmd
}

// describeEvents lists events that have happened, and those that will.
func describeEvents(w io.Writer, p *lab.Plan, a *live.Answer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "at\tevent\ton\thow it went")
	for _, e := range a.Events {
		went := "done"
		if e.Error != "" {
			went = e.Error
		}
		fmt.Fprintf(table, "%.3fs\t%v\t%s\t%s\n", e.At.Seconds(), e.Action, e.Target, went)
	}
	for _, e := range p.EventsInOrder() {
		if e.At > a.Up {
			fmt.Fprintf(table, "%.3fs\t%v\t%s\tin %v\n", e.At.Seconds(), e.Action, e.Target, (e.At - a.Up).Round(time.Millisecond))
		}
	}
	return table.Flush()
}

func doctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine offers to labs, and what to do about what is missing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			found := doctor.Examine()
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(found)
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, f := range found {
				mark := "ok"
				if !f.OK {
					mark = "--"
				}
				fmt.Fprintf(table, "%s\t%s\t%s\n", mark, f.What, f.Found)
				if f.Cure != "" {
					fmt.Fprintf(table, "\t\t  %s\n", f.Cure)
				}
			}
			return table.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
