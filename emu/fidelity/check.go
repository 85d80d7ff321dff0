//go:build linux

package fidelity

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"qanat/emu/impair"
	"qanat/emu/live"
	"qanat/emu/probe"
)

// Options say how much is sent. Zero values are replaced by those named.
type Options struct {
	Packets   int     // per way: 400
	PerSecond float64 // 500
}

// Result is what one way of a link did.
type Result struct {
	Link     string            `json:"link"`
	From     string            `json:"from"`
	To       string            `json:"to"`
	Engine   string            `json:"engine"`
	Asked    impair.Impairment `json:"-"`
	AskedFor string            `json:"asked"`
	Median   time.Duration     `json:"delay_p50_ns"`
	P99      time.Duration     `json:"delay_p99_ns"`
	Loss     Interval          `json:"loss"`
	// Rate is what arrived of twice the rate asked for, in Mbit/s of frames; 0
	// if no rate was asked for.
	Rate float64 `json:"rate_mbps,omitempty"`
	// Wrong lists what is not as asked for, and Unsure what kept the probe from
	// telling.
	Wrong  []string `json:"wrong,omitempty"`
	Unsure []string `json:"unsure,omitempty"`
}

// Faithful tells whether nothing is wrong.
func (r *Result) Faithful() bool { return len(r.Wrong)+len(r.Unsure) == 0 }

// way is one direction to be checked.
type way struct {
	link, engine string
	from, to     int
	asked        impair.Impairment
	spec         probe.Spec
}

// Check probes every way of a run's links, one after another, and tells each
// result as soon as it is there. Plain links are left out: nothing is asked of
// them.
func Check(ctx context.Context, r *live.Run, o Options, tell func(Result)) error {
	if o.Packets == 0 {
		o.Packets = 400
	}
	if o.PerSecond == 0 {
		o.PerSecond = 500
	}
	ways := waysOf(r)
	if len(ways) == 0 {
		return errors.New("nothing is asked of any of the lab's links: there is nothing to compare")
	}
	for _, w := range ways {
		res, err := w.check(ctx, o)
		if err != nil {
			return fmt.Errorf("link %s from %s to %s: %w", w.link, r.Plan.Nodes[w.from].Name, r.Plan.Nodes[w.to].Name, err)
		}
		res.From, res.To = r.Plan.Nodes[w.from].Name, r.Plan.Nodes[w.to].Name
		tell(res)
	}
	return nil
}

// waysOf lists both ways of links, and of a LAN the way from each member to the
// next.
func waysOf(r *live.Run) (ways []way) {
	p := r.Plan
	add := func(link, engine string, from, to int, asked impair.Impairment, same func(link, lan int) bool) {
		for _, f := range p.Spaces[to].Interfaces {
			if same(f.Link, f.LAN) {
				ways = append(ways, way{link: link, engine: engine, from: from, to: to, asked: asked,
					spec: probe.Spec{From: r.Space(from), To: r.Space(to), Address: f.Address.Addr()}})
			}
		}
	}
	links := r.Ways()
	for i := range p.Links {
		if w := &links[i]; !w.Plain {
			for k := range 2 {
				add(w.Name, r.Engine, w.Nodes[k], w.Nodes[1-k], w.Ways[k], func(link, _ int) bool { return link == i })
			}
		}
	}
	for i, l := range p.LANs {
		var members []int
		for _, w := range links[len(p.Links):] {
			if w.Lab == l.Name && !w.Plain {
				members = append(members, w.Nodes[0])
			}
		}
		for k := range members {
			if len(members) > 1 {
				add(l.Name, r.Engine, members[k], members[(k+1)%len(members)], l.Impairment, func(_, lan int) bool { return lan == i })
			}
		}
	}
	return ways
}

// check probes one way.
func (w *way) check(ctx context.Context, o Options) (Result, error) {
	res := Result{Link: w.link, Engine: w.engine, Asked: w.asked, AskedFor: w.asked.String()}
	s := w.spec
	s.Packets, s.PerSecond = o.Packets, o.PerSecond
	s.Wait = w.asked.Delay + 4*w.asked.Jitter + 100*time.Millisecond
	if w.asked.Rate > 0 { // the probe must not fill the queue
		s.PerSecond = min(s.PerSecond, float64(w.asked.Rate)*1000/8/200/4)
	}
	measured, err := probe.Run(ctx, s)
	if errors.Is(err, probe.ErrSilent) {
		res.Loss = Wilson(s.Packets, s.Packets, almostSure)
		res.Wrong = []string{err.Error()}
		return res, nil
	}
	if err != nil {
		return res, err
	}
	delays := measured.Delays()
	slices.Sort(delays)
	res.Loss = Wilson(measured.Lost(), s.Packets, almostSure)
	if w.asked.Rate > 0 {
		if res.Rate, err = w.rate(ctx, &res); err != nil {
			return res, err
		}
	}
	if late := measured.Late; late > s.Packets/50 {
		res.Unsure = append(res.Unsure, fmt.Sprintf("%d of %d probes were sent late: the machine is too busy", late, s.Packets))
	}
	if len(delays) > 0 {
		res.Median, res.P99 = quantile(delays, 0.5), quantile(delays, 0.99)
		res.compareDelays(delays)
	}
	res.compareLoss()
	res.compareRate()
	return res, nil
}

// rate floods the way with twice its rate for a while and returns what arrives.
func (w *way) rate(ctx context.Context, res *Result) (mbps float64, err error) {
	const size, flood = 1250, 400 * time.Millisecond
	s := w.spec
	s.Size = size
	s.PerSecond = 2 * float64(w.asked.Rate) * 1000 / 8 / size
	s.Packets = max(20, int(s.PerSecond*flood.Seconds()))
	queued := time.Duration(float64(w.asked.QueueLimit()) * size * 8 / float64(w.asked.Rate) * float64(time.Millisecond))
	s.Wait = w.asked.Delay + 4*w.asked.Jitter + queued + 100*time.Millisecond
	m, err := probe.Run(ctx, s)
	if err != nil || m.Received < 2 {
		return 0, err
	}
	if m.Overrun > 0 || m.Late > s.Packets/20 {
		res.Unsure = append(res.Unsure, "the machine is too busy to send and receive twice the rate")
	}
	return float64(m.Received-1) * size * 8 / float64(m.Last-m.First) * 1000, nil
}

func quantile(sorted []time.Duration, p float64) time.Duration {
	return sorted[int(math.Round(p*float64(len(sorted)-1)))]
}
