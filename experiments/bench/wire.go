//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
	"qanat/experiments/stats"
	"qanat/internal/host"
)

// pair brings a lab of two nodes up whose link has a delay, and calls f.
func pair(ctx context.Context, engine string, delay time.Duration, f func(r *live.Run) error) (err error) {
	m := impair.Impairment{Delay: delay}
	l := &lab.Lab{
		Name: "bench", Nodes: []lab.Node{{Name: "a"}, {Name: "b"}},
		Links: []lab.Link{{Ends: [2]string{"a", "b"}, Directions: [2]impair.Impairment{m, m}}},
	}
	p, err := l.Plan()
	if err != nil {
		return err
	}
	r, err := live.Up(ctx, p, live.Options{Engine: engine})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, live.Remove(r.ID)) }()
	return f(r)
}

// errorOf sends packets from a to b and returns quantiles of how much longer than
// the delay they took, in us.
func errorOf(ctx context.Context, r *live.Run, delay time.Duration, perSecond float64, packets int) (median, p99 float64, err error) {
	report, err := probe.Run(ctx, probe.Spec{
		From: r.Space(0), To: r.Space(1), Address: r.Plan.Address(1),
		Packets: packets, PerSecond: perSecond, Wait: delay + 200*time.Millisecond,
	})
	if err != nil {
		return 0, 0, err
	}
	d := report.Delays()
	if len(d) < packets*9/10 {
		return 0, 0, fmt.Errorf("of %d packets %d arrive", packets, len(d))
	}
	slices.Sort(d)
	at := func(p float64) float64 { return micro(d[int(p*float64(len(d)-1))] - delay) }
	return at(0.5), at(0.99), nil
}

// wireAtRest measures errors at 1,000 packets/s, in turn with a link without
// delay: what that takes is the probe's own time, not the wire's.
func (s *suite) wireAtRest(ctx context.Context) error {
	const perSecond, packets = 1000, 3000
	for _, delay := range []time.Duration{5 * time.Millisecond, 25 * time.Millisecond, 100 * time.Millisecond} {
		var medians, tails, bare, cores []float64
		for range repetitions {
			if err := pair(ctx, "", 0, func(r *live.Run) error {
				median, _, err := errorOf(ctx, r, 0, perSecond, packets)
				bare = append(bare, median)
				return err
			}); err != nil {
				return err
			}
			if err := pair(ctx, "wire", delay, func(r *live.Run) error {
				before, began := processorTime(r.Agent.PID), time.Now()
				median, tail, err := errorOf(ctx, r, delay, perSecond, packets)
				medians, tails = append(medians, median), append(tails, tail)
				cores = append(cores, (processorTime(r.Agent.PID)-before).Seconds()/time.Since(began).Seconds())
				return err
			}); err != nil {
				return err
			}
		}
		own := stats.Quantile(0.5, bare)
		name := fmt.Sprintf("wire of %v at 1,000 packets/s: ", delay)
		s.add(Row{Metric: name + "median error over a bare link's", Value: stats.Quantile(0.5, medians) - own, Unit: "us", Target: atMost(10)})
		s.add(Row{Metric: name + "p99 of the error", Value: stats.Quantile(0.5, tails), Unit: "us", Target: atMost(100)})
		s.add(Row{Metric: name + "processor time", Value: stats.Quantile(0.5, cores), Unit: "cores", Target: atMost(0.2)})
	}
	return nil
}

func (s *suite) wireDense(ctx context.Context) error {
	const perSecond, packets, delay = 100_000, 100_000, 5 * time.Millisecond
	var tails []float64
	for range repetitions {
		if err := pair(ctx, "wire", delay, func(r *live.Run) error {
			_, tail, err := errorOf(ctx, r, delay, perSecond, packets)
			tails = append(tails, tail)
			return err
		}); err != nil {
			return err
		}
	}
	s.add(Row{Metric: "wire of 5ms at 100,000 packets/s: p99 of the error", Value: stats.Quantile(0.5, tails), Unit: "us", Target: atMost(200)})
	return nil
}

// processorTime is what a process has used so far.
func processorTime(pid int) time.Duration {
	p, err := host.ProcessOf(pid)
	if err != nil {
		return 0
	}
	const tick = time.Second / 100
	return time.Duration(p.Used) * tick
}

// DelaysInTurn brings a link of 25 ms up with each engine in turn, several times,
// each being first every other time, and prints both medians of the error in us. It
// is what the virtual machine of wireAgainstNetem runs.
func DelaysInTurn(ctx context.Context, rounds int) error {
	const perSecond, packets, delay = 1000, 2000, 25 * time.Millisecond
	engines := []string{"wire", "netem"}
	medians := map[string]float64{}
	for range rounds {
		for _, engine := range engines {
			if err := pair(ctx, engine, delay, func(r *live.Run) (err error) {
				medians[engine], _, err = errorOf(ctx, r, delay, perSecond, packets)
				return err
			}); err != nil {
				return fmt.Errorf("%s: %w", engine, err)
			}
		}
		fmt.Println(inTurn, medians["wire"], medians["netem"])
		slices.Reverse(engines)
	}
	return nil
}

// inTurn begins the lines of DelaysInTurn, among those that a booting machine
// prints.
const inTurn = "wire and netem:"

// wireAgainstNetem compares the engines in a virtual machine whose kernel has
// netem.
func (s *suite) wireAgainstNetem(ctx context.Context) error {
	row := Row{Metric: "wire of 25ms in a virtual machine: median error against netem", Unit: "us", Target: atLeast(1)}
	wires, netems, err := inGuest(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		row.Failed = fmt.Errorf("the virtual machine: %w", err)
		s.add(row)
		return nil
	}
	ratios := make([]float64, len(wires))
	for k := range ratios {
		ratios[k] = netems[k] / wires[k]
	}
	row.Value, row.Peer, row.PeerValue, row.Ratio = stats.Quantile(0.5, wires), "netem in the same machine", stats.Quantile(0.5, netems), stats.Quantile(0.5, ratios)
	s.add(row)
	return nil
}

// guestRounds is how often the engines take turns in the virtual machine, where one
// round tells little: it is emulated in software, next to all else that runs.
const guestRounds = 4 * repetitions

// inGuest runs DelaysInTurn in a virtual machine and returns what it prints.
func inGuest(ctx context.Context) (wires, netems []float64, err error) {
	own, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, "scripts/netem-vm.sh", own, "bench", "delays-in-turn", strconv.Itoa(guestRounds))
	cmd.Env = append(os.Environ(), fmt.Sprintf("QANAT_VM_SECONDS=%d", 60*guestRounds)) // ten times what is usual
	out, err := cmd.CombinedOutput()
	tail := out[max(0, len(out)-1000):]
	if err != nil {
		return nil, nil, fmt.Errorf("%w\n%s", err, tail)
	}
	for line := range strings.Lines(string(out)) {
		var wire, netem float64
		if _, rest, found := strings.Cut(line, inTurn); found {
			if _, err := fmt.Sscan(rest, &wire, &netem); err == nil && wire > 0 {
				wires, netems = append(wires, wire), append(netems, netem)
			}
		}
	}
	if len(wires) != guestRounds {
		return nil, nil, fmt.Errorf("it tells %d delays, not %d\n%s", len(wires), guestRounds, tail)
	}
	return wires, netems, nil
}
