//go:build linux

package fidelity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qanat/emu/live"
	"qanat/emu/probe"
)

// Options say how much is sent. Zero values are replaced by those named.
type Options struct {
	Packets   int     // per way: 400
	PerSecond float64 // 500
}

// defaults returns the options with what is left out filled in.
func (o Options) defaults() Options {
	if o.Packets == 0 {
		o.Packets = 400
	}
	if o.PerSecond == 0 {
		o.PerSecond = 500
	}
	return o
}

// ErrNothingAsked is the error of labs whose links are only asked to connect.
var ErrNothingAsked = errors.New("nothing is asked of any of the lab's links: there is nothing to compare")

// Check probes every way of a run's links, one after another, and tells each
// result as soon as it is there. It compares with what the links are asked for
// now, after events and changes. Plain links are left out: nothing is asked of
// them. Links that are down are not probed, and say so.
func Check(ctx context.Context, r *live.Run, o Options, tell func(Result)) error {
	status, err := r.Status()
	if err != nil {
		return err
	}
	ways, err := waysOf(r, status.Ways)
	if err != nil {
		return err
	}
	if len(ways) == 0 {
		return ErrNothingAsked
	}
	for _, w := range ways {
		res, err := w.check(ctx, o.defaults())
		if err != nil {
			return fmt.Errorf("link %s from %s to %s: %w", w.Link, w.From, w.To, err)
		}
		tell(res)
	}
	return nil
}

// probeSize is that of probes for delays, in bytes.
const probeSize = 106

// check probes one way.
func (w *way) check(ctx context.Context, o Options) (Result, error) {
	res := w.Result
	if res.Down {
		return res, nil
	}
	s := w.spec
	s.Packets, s.PerSecond, s.Size = o.Packets, o.PerSecond, probeSize
	s.Wait = res.Asked.Delay + 4*res.Asked.Jitter + 100*time.Millisecond
	if rate := res.Asked.Rate; rate > 0 { // the probe must not fill the queue
		const share = 8 // an eighth of it
		s.PerSecond = min(s.PerSecond, float64(rate)*1000/8/probeSize/share)
	}
	measured, err := probe.Run(ctx, s)
	if err != nil {
		return res, err
	}
	if late := measured.Late; late > s.Packets/50 {
		res.Unsure = append(res.Unsure, fmt.Sprintf("%d of %d probes were sent late: the machine is too busy", late, s.Packets))
	}
	if err := w.rate(ctx, &res); err != nil {
		return res, err
	}
	res.judge(measured)
	return res, nil
}

// judge compares what was measured, but for the rate, with what was asked for.
func (r *Result) judge(measured *probe.Report) {
	sent := len(measured.Packets)
	delays := measured.Delays()
	slices.Sort(delays)
	r.Loss = Wilson(measured.Lost(), sent, almostSure)
	r.Doubled = Wilson(measured.Duplicated(), sent, almostSure)
	r.Skipped = Wilson(skip(&r.Asked, delays), len(delays), almostSure)
	if len(delays) > 0 {
		r.Median, r.P99 = quantileOf(delays, 0.5), quantileOf(delays, 0.99)
		r.compareDelays(delays)
	}
	r.compareShares()
	r.compareRate()
}

// rate floods the way with twice its rate for a while and notes what arrives.
func (w *way) rate(ctx context.Context, res *Result) error {
	asked := float64(res.Asked.Rate)
	if asked == 0 {
		return nil
	}
	const size, flood, fewest = 1250, 400 * time.Millisecond, 20
	s := w.spec
	s.Size = size
	s.PerSecond = 2 * asked * 1000 / 8 / size
	s.Packets = max(fewest, int(s.PerSecond*flood.Seconds()))
	queued := time.Duration(float64(res.Asked.QueueLimit()) * size * 8 / asked * float64(time.Millisecond))
	s.Wait = res.Asked.Delay + 4*res.Asked.Jitter + queued + 100*time.Millisecond
	m, err := probe.Run(ctx, s)
	if err != nil || m.Received < 2 {
		return err
	}
	if m.Overrun > 0 || m.Late > s.Packets/20 {
		res.Unsure = append(res.Unsure, "the machine is too busy to send and receive twice the rate")
	}
	var arrivals []int64
	for k := range m.Packets {
		for _, d := range m.Packets[k].Delays {
			arrivals = append(arrivals, m.Packets[k].Sent+int64(d))
		}
	}
	res.Rate = rateOf(arrivals, size)
	return nil
}
