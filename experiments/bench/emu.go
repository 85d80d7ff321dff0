//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os/exec"
	"time"

	_ "qanat/emu/agent" // this program is the labs' agent
	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/experiments/stats"
	"qanat/topo"
)

var emuParts = []part{
	{"bridge", (*suite).bridge}, {"large-bridge", (*suite).largeBridge}, {"fat-tree", (*suite).fatTree},
	{"wire-at-rest", (*suite).wireAtRest}, {"wire-dense", (*suite).wireDense}, {"wire-ceiling", (*suite).wireCeiling},
	{"wire-in-guest", (*suite).wireAgainstNetem},
}

// EmuParts names what Emu can measure alone.
func EmuParts() []string { return namesOf(emuParts) }

// Emu measures the targets of emulated networks into <Results>/bench/emu.csv: how
// fast labs are made, beside Mininet, and how exact user-space links are. It needs
// root. A peer that fails, or is not installed, is a row that says so, and an error in
// the end.
func Emu(ctx context.Context, cfg Config) error {
	if err := live.Permitted(); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	s, err := open(cfg, "emu.csv")
	if err != nil {
		return err
	}
	steps, err := s.only(emuParts)
	if err != nil {
		return err
	}
	return s.run(ctx, steps...)
}

// lan is a lab of nodes on one bridge.
func lan(nodes int) *lab.Lab {
	l := &lab.Lab{Name: "bench", LANs: []lab.LAN{{Name: "bridge"}}}
	for n := range nodes {
		name := fmt.Sprint("n", n)
		l.Nodes = append(l.Nodes, lab.Node{Name: name})
		l.LANs[0].Members = append(l.LANs[0].Members, name)
	}
	return l
}

// settle is how long the kernel gets to tidy up what was removed.
const settle = 2 * time.Second

// upAndDown makes a lab and removes it, and returns how many seconds each took.
func upAndDown(ctx context.Context, l *lab.Lab) (up, down float64, err error) {
	p, err := l.Plan()
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	r, err := live.Up(ctx, p, live.Options{})
	if err != nil {
		return 0, 0, err
	}
	up = time.Since(began).Seconds()
	began = time.Now()
	err = live.Remove(r.ID)
	down = time.Since(began).Seconds()
	pause(ctx, settle)
	return up, down, err
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// repeated makes and removes a lab many times.
func (s *suite) repeated(ctx context.Context, times int, l *lab.Lab, between func() error) (ups, downs []float64, err error) {
	for range times {
		up, down, err := upAndDown(ctx, l)
		if err == nil && between != nil {
			err = between()
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return nil, nil, err
		}
		ups, downs = append(ups, up), append(downs, down)
	}
	return ups, downs, nil
}

// bridge makes 200 nodes on a bridge, in turn with Mininet.
func (s *suite) bridge(ctx context.Context) error {
	const nodes = 200
	var builds, stops []float64
	_, _, failed := mininetBridge(ctx, 2)
	mininet := func() error {
		if failed != nil {
			return ctx.Err()
		}
		build, stop, err := mininetBridge(ctx, nodes)
		if failed = err; err == nil {
			builds, stops = append(builds, build), append(stops, stop)
		}
		pause(ctx, settle)
		return ctx.Err()
	}
	ups, downs, err := s.repeated(ctx, 2*repetitions, lan(nodes), mininet) // Mininet's times differ by a fifth
	if err != nil {
		return err
	}
	up, down := stats.Quantile(0.5, ups), stats.Quantile(0.5, downs)
	s.add(Row{Metric: "200 nodes on a bridge: set-up", Value: up, Unit: "s", Target: atMost(0.4)})
	s.add(Row{Metric: "200 nodes on a bridge: set-up per node", Value: 1000 * up / nodes, Unit: "ms", Target: atMost(1.5)})
	s.add(Row{Metric: "200 nodes on a bridge: tear-down over set-up", Value: down / up, Unit: "ratio", Target: atMost(1)})
	const peer = "Mininet, Linux bridge, no controller"
	against := Row{Metric: "200 nodes on a bridge: set-up against Mininet", Value: up, Unit: "s", Peer: peer, Target: atLeast(25)}
	if failed != nil {
		against.Peer, against.Failed = "", fmt.Errorf("Mininet (apt-get install mininet bridge-utils): %w", failed)
		s.add(against)
		return nil
	}
	build, stop := stats.Quantile(0.5, builds), stats.Quantile(0.5, stops)
	against.PeerValue, against.Ratio = build, build/up
	s.add(against)
	s.add(Row{Metric: "200 nodes on a bridge: set-up and tear-down against Mininet", Value: up + down, Unit: "s", Peer: peer, PeerValue: build + stop, Ratio: (build + stop) / (up + down)})
	return nil
}

// mininetBridge lets Mininet do the same, in a namespace of its own, and returns
// how many seconds it says building and stopping took.
func mininetBridge(ctx context.Context, nodes int) (build, stop float64, err error) {
	out, err := exec.CommandContext(ctx, "unshare", "--net", "scripts/mininet-bridge.py", fmt.Sprint(nodes)).Output()
	if err != nil {
		return 0, 0, err
	}
	_, err = fmt.Sscan(string(out), &build, &stop)
	return build, stop, err
}

func (s *suite) largeBridge(ctx context.Context) error {
	const nodes = 1000
	ups, downs, err := s.repeated(ctx, repetitions, lan(nodes), nil)
	if err != nil {
		return err
	}
	up := stats.Quantile(0.5, ups)
	s.add(Row{Metric: "1,000 nodes on a bridge: set-up", Value: up, Unit: "s", Target: atMost(2.5)})
	s.add(Row{Metric: "1,000 nodes on a bridge: tear-down over set-up", Value: stats.Quantile(0.5, downs) / up, Unit: "ratio", Target: atMost(1)})
	return nil
}

func (s *suite) fatTree(ctx context.Context) error {
	g, err := topo.Make("fat-tree:k=8")
	if err != nil {
		return err
	}
	ups, _, err := s.repeated(ctx, repetitions, lab.FromGraph(g, impair.Impairment{}, false), nil)
	if err != nil {
		return err
	}
	s.add(Row{Metric: "k=8 fat tree, 208 nodes and 384 links: set-up", Value: stats.Quantile(0.5, ups), Unit: "s", Target: atMost(1.5)})
	return nil
}

// micro turns seconds into microseconds.
func micro(d time.Duration) float64 { return math.Round(float64(d)/10) / 100 }
