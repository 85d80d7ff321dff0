// Command in-go makes a lab of two nodes in Go, measures the delay of its link,
// changes it, measures again, and removes the lab. Run it as root.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	_ "qanat/emu/agent" // this program is the lab's agent too
	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	near, far := impair.Impairment{Delay: 5 * time.Millisecond}, impair.Impairment{Delay: 40 * time.Millisecond}
	l := &lab.Lab{
		Name:  "in-go",
		Nodes: []lab.Node{{Name: "a"}, {Name: "b"}},
		Links: []lab.Link{{Ends: [2]string{"a", "b"}, Directions: [2]impair.Impairment{near, near}}},
		Events: []lab.Event{{
			At: time.Second, Action: lab.Change, Target: "a-b", Directions: [2]impair.Impairment{far, far},
		}},
	}
	plan, err := l.Plan()
	if err != nil {
		return err
	}
	r, err := live.Up(ctx, plan, live.Options{})
	if err != nil {
		return err
	}
	defer live.Remove(r.ID)
	for _, when := range []string{"at first", "after the event"} {
		report, err := probe.Run(ctx, probe.Spec{
			From: r.Space(0), To: r.Space(1), Address: plan.Address(1),
			Packets: 500, PerSecond: 1000, Wait: 100 * time.Millisecond,
		})
		if err != nil {
			return err
		}
		delays := report.Delays()
		slices.Sort(delays)
		fmt.Printf("%s: median one-way delay %v, %d of 500 packets lost\n", when, delays[len(delays)/2].Round(100*time.Microsecond), report.Lost())
		time.Sleep(600 * time.Millisecond)
	}
	return nil
}
