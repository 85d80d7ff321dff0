//go:build linux

package fidelity

import (
	"maps"
	"slices"

	"qanat/emu/impair"
	"qanat/emu/live"
)

// compare says what between two observations speaks against a measurement.
func (before *observation) compare(now *observation, v *Verdict) error {
	for node, counts := range now.undelivered {
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			if lost := counts[name] - before.undelivered[node][name]; lost > 0 {
				v.reject("node %s: interface %s could not hand %d packets over: the machine is too slow for them", before.names[node], name, lost)
			}
		}
	}
	for _, e := range now.status.Events[min(len(before.status.Events), len(now.status.Events)):] {
		if e.Error != "" {
			v.reject("the event %v of %s failed: %s", e.Action, e.Target, e.Error)
		}
	}
	calm := len(now.status.Events) == len(before.status.Events)
	for k := range now.status.Ways {
		if err := compareCounts(&before.status.Ways[k], &now.status.Ways[k], calm, v); err != nil {
			return err
		}
	}
	return nil
}

// compareCounts says which drops of a link nobody has asked for. If all was calm,
// without events, links did all the time what they do now.
func compareCounts(before, now *live.WayReport, calm bool, v *Verdict) error {
	was, err := asked(before)
	if err != nil {
		return err
	}
	is, err := asked(now)
	if err != nil {
		return err
	}
	for way, direction := range []string{"there", "back"} {
		a, b := before.Counts[way], now.Counts[way]
		if b.Sent < a.Sent || b.Lost < a.Lost {
			v.reject("link %s, %s: its counts have begun anew: it was made again in between", now.Name, direction)
			continue
		}
		drop := func(n uint64, why string) {
			if n > 0 {
				v.reject("link %s, %s: %d packets were dropped, %s", now.Name, direction, n, why)
			}
		}
		drop(b.Missed-a.Missed, "since the engine was too slow")
		drop(b.Oversized-a.Oversized, "since they are larger than the engine takes")
		if was[way].Rate == 0 && is[way].Rate == 0 {
			drop(b.Queued-a.Queued, "since a queue was full, though no rate was asked for")
		}
		if calm && !now.Cut && !loses(&is[way]) {
			drop(b.Lost-a.Lost, "though no loss was asked for")
		}
	}
	return nil
}

// loses tells whether an impairment asks for losses.
func loses(m *impair.Impairment) bool { return m.Loss.Share > 0 || m.Bursts.Any() }
