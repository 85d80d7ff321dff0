//go:build linux

package bench

import (
	"context"
	"errors"
	"time"

	"github.com/vishvananda/netlink"

	"qanat/emu/engine"
	"qanat/emu/kernel"
	"qanat/emu/live"
	"qanat/experiments/stats"
)

// wireCeiling floods a wire that has one processor to itself, from another one, and
// counts what comes out.
func (s *suite) wireCeiling(ctx context.Context) error {
	const delay = 5 * time.Millisecond
	cpus, err := processors()
	if err != nil {
		return err
	}
	metric := Row{Metric: "most packets through one wire on one core", Unit: "million/s", Target: atLeast(0.3)}
	if len(cpus) < 2 {
		metric.Failed = errors.New("a wire that has a processor to itself needs a machine with two")
		s.add(metric)
		return nil
	}
	var rates []float64
	for range repetitions {
		if err := pair(ctx, "wire", delay, func(r *live.Run) error {
			restore, err := aside(cpus[1])
			if err != nil {
				return err
			}
			err = pinProcess(r.Agent.PID, cpus[0])
			if err == nil {
				var rate float64
				rate, err = flooded(ctx, r, cpus[1])
				rates = append(rates, rate)
			}
			return errors.Join(err, restore())
		}); err != nil {
			return err
		}
	}
	metric.Value = stats.Quantile(0.5, rates)
	s.add(metric)
	return nil
}

// flooded returns how many million packets/s come out of a wire into which more are
// sent, from a processor, than it can carry. On the way to the receiver's socket,
// which nobody reads, the kernel spends the wire's time.
func flooded(ctx context.Context, r *live.Run, processor int) (rate float64, err error) {
	const begin, while = 200 * time.Millisecond, time.Second
	from, to := engine.Side{Space: r.Space(0), Interface: "eth0"}, engine.Side{Space: r.Space(1), Interface: "eth0"}
	frame, err := datagram(to, r.Plan.Address(0), r.Plan.Address(1))
	if err != nil {
		return 0, err
	}
	unread, err := discard(to.Space, r.Plan.Address(1))
	if err != nil {
		return 0, err
	}
	defer unread.Close()
	stop, err := generate(from, r.Ways()[0].Sides[0], frame, processor)
	if err != nil {
		return 0, err
	}
	pause(ctx, begin)
	rate, err = arriving(ctx, to, while)
	if err = errors.Join(err, stop()); err != nil {
		return 0, err
	}
	told, err := r.Status()
	if err == nil && told.Ways[0].Counts[0].Missed == 0 {
		err = errors.New("the wire carries all that is generated")
	}
	return rate, err
}

// arriving returns how many million packets/s come to an interface. The link itself
// is not asked: all that it lives from has to wait while it is flooded.
func arriving(ctx context.Context, to engine.Side, while time.Duration) (rate float64, err error) {
	err = kernel.Do(to.Space, func() error {
		before, err := netlink.LinkByName(to.Interface)
		if err != nil {
			return err
		}
		began := time.Now()
		pause(ctx, while)
		after, err := netlink.LinkByName(to.Interface)
		if err != nil {
			return err
		}
		packets := after.Attrs().Statistics.RxPackets - before.Attrs().Statistics.RxPackets
		rate = float64(packets) / time.Since(began).Seconds() / 1e6
		return ctx.Err()
	})
	return rate, err
}
