//go:build linux

package fidelity

import (
	"context"
	"errors"
	"fmt"

	"qanat/emu/kernel"
	"qanat/emu/live"
	"qanat/internal/host"
)

// Gate stands before and after a measurement on a run's links, and says whether
// what was measured counts:
//
//	gate := fidelity.Gate{Run: run}
//	before, err := gate.Before(ctx)
//	... the measurement, if before.Faithful() ...
//	after, err := gate.After(ctx, fidelity.Generator{...})
//
// It probes the links both times, and in between watches what links, interfaces
// and processors did. A measurement whose verdicts are not both faithful is to be
// rejected, with their reasons.
type Gate struct {
	Run     *live.Run
	Options Options
	// MostStolen is the share of the processor time wanted that the machine below
	// a virtual one may have given to others, 0 to 1: 2 % if 0.
	MostStolen float64

	began *observation
}

// mostStolen is the default of Gate.MostStolen.
const mostStolen = 0.02

// Generator is what a source of traffic says of itself.
type Generator struct {
	Name    string
	Packets int // that it was to send
	Late    int // that it sent later than it may
	Dropped int // that it did not send at all, or that its receiver had no room for
}

// mostLate is the share of packets that may be sent late.
const mostLate = 0.02

// Verdict says whether links were faithful, and why not.
type Verdict struct {
	Reasons []string `json:"reasons,omitempty"` // none if all is well
	Links   []Result `json:"links"`             // what probes met
	Stolen  float64  `json:"stolen"`            // share of the processor time wanted, 0 to 1; After only
}

// Faithful tells whether there is no reason against it.
func (v *Verdict) Faithful() bool { return len(v.Reasons) == 0 }

func (v *Verdict) reject(format string, args ...any) {
	v.Reasons = append(v.Reasons, fmt.Sprintf(format, args...))
}

// Before probes the links and begins to watch. It fails if the lab cannot be asked.
func (g *Gate) Before(ctx context.Context) (Verdict, error) {
	var v Verdict
	if err := g.probe(ctx, &v); err != nil {
		return v, fmt.Errorf("gate: %w", err)
	}
	var err error
	if g.began, err = observe(g.Run); err != nil {
		return v, fmt.Errorf("gate: %w", err)
	}
	return v, nil
}

// After judges what has happened since Before, and probes the links again. It fails
// if the lab cannot be asked any more, or if there was no Before.
func (g *Gate) After(ctx context.Context, made ...Generator) (Verdict, error) {
	var v Verdict
	if g.began == nil {
		return v, errors.New("gate: After is called without Before")
	}
	now, err := observe(g.Run)
	if err != nil {
		return v, fmt.Errorf("gate: %w", err)
	}
	most := g.MostStolen
	if most == 0 {
		most = mostStolen
	}
	if v.Stolen = now.load.StolenSince(g.began.load); v.Stolen > most {
		v.reject("%.1f %% of the processor time wanted was stolen by other machines, more than %.1f %%", 100*v.Stolen, 100*most)
	}
	for _, m := range made {
		m.judge(&v)
	}
	if err := g.began.compare(now, &v); err != nil {
		return v, fmt.Errorf("gate: %w", err)
	}
	if err := g.probe(ctx, &v); err != nil {
		return v, fmt.Errorf("gate: %w", err)
	}
	g.began = nil
	return v, nil
}

// probe sends probes over all links; labs of which nothing is asked have none.
func (g *Gate) probe(ctx context.Context, v *Verdict) error {
	err := Check(ctx, g.Run, g.Options, func(r Result) {
		if v.Links = append(v.Links, r); !r.Faithful() {
			v.reject("link %s from %s to %s is %s", r.Link, r.From, r.To, r.Verdict())
		}
	})
	if errors.Is(err, ErrNothingAsked) {
		return nil
	}
	return err
}

func (m *Generator) judge(v *Verdict) {
	if m.Dropped > 0 {
		v.reject("generator %s dropped %d of %d packets", m.Name, m.Dropped, m.Packets)
	}
	if float64(m.Late) > mostLate*float64(m.Packets) {
		v.reject("generator %s sent %d of %d packets late", m.Name, m.Late, m.Packets)
	}
}

// observation is the state of a run and its machine at one time.
type observation struct {
	status      live.Answer
	load        host.Load
	names       []string            // of nodes
	undelivered []map[string]uint64 // per node, by interface
}

func observe(r *live.Run) (*observation, error) {
	var o observation
	var err error
	if o.status, err = r.Status(); err != nil {
		return nil, err
	}
	for n := range r.Plan.Nodes {
		counts, err := kernel.Undelivered(r.Space(n))
		if err != nil {
			return nil, fmt.Errorf("node %s: %w", r.Plan.Nodes[n].Name, err)
		}
		o.names, o.undelivered = append(o.names, r.Plan.Nodes[n].Name), append(o.undelivered, counts)
	}
	o.load, err = host.Now()
	return &o, err
}
