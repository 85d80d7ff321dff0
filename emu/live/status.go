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
	crew := Crew{}
	defer crew.Close()
	for _, w := range r.Ways() {
		var c engine.Carrier = &plain{w.Link}
		if !w.Plain {
			if c = crew.engine(w.Engine).Look(&w.Link); c == nil {
				return a, fmt.Errorf("lab %s: its links have ended: take it down", r.ID)
			}
		}
		report, err := w.Report(c)
		if err != nil {
			return a, err
		}
		a.Ways = append(a.Ways, report)
	}
	return a, nil
}

// Report says how a link is.
func (w *Way) Report(c engine.Carrier) (r WayReport, err error) {
	r = WayReport{Name: w.Name, Engine: w.Engine, Asked: [2]impair.Text{w.Ways[0].Text(), w.Ways[1].Text()}}
	for way := range r.Counts {
		counts, failed := c.Counts(way)
		if r.Counts[way] = counts; failed != nil {
			err = fmt.Errorf("link %s: %w", w.Name, failed)
		}
	}
	return r, err
}
