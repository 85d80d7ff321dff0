//go:build linux

package live

import (
	"fmt"

	"qanat/emu/engine"
	"qanat/emu/impair"
)

// Status says how the run's links are: what they do now, after events and changes,
// and what became of their packets, in the order of Ways. A run without an agent
// has had no events.
func (r *Run) Status() (Answer, error) {
	if r.Agent.PID != 0 {
		return r.Ask(Question{})
	}
	var a Answer
	e := r.engine()
	for _, w := range r.Ways() {
		var c engine.Carrier = &plain{w.Link}
		if !w.Plain {
			if c = e.Look(&w.Link); c == nil {
				return a, fmt.Errorf("lab %s: its links have ended: take it down", r.ID)
			}
		}
		report, err := w.Report(e, c)
		if err != nil {
			return a, err
		}
		a.Ways = append(a.Ways, report)
	}
	return a, nil
}

// Report says how a link is that an engine, or none if it is plain, carries.
func (w *Way) Report(e engine.Engine, c engine.Carrier) (r WayReport, err error) {
	r = WayReport{Name: w.Name, Engine: "plain", Asked: [2]impair.Text{w.Ways[0].Text(), w.Ways[1].Text()}}
	if !w.Plain {
		r.Engine = e.Name()
	}
	for way := range r.Counts {
		counts, failed := c.Counts(way)
		if r.Counts[way] = counts; failed != nil {
			err = fmt.Errorf("link %s: %w", w.Name, failed)
		}
	}
	return r, err
}
