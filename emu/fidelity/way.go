//go:build linux

package fidelity

import (
	"fmt"

	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
)

// way is one direction to be checked.
type way struct {
	Result
	spec probe.Spec
}

// asked returns what a link is asked for on its two ways.
func asked(w *live.WayReport) (m [2]impair.Impairment, err error) {
	for way := range m {
		m[way] = w.Asked[way].Impairment(func(field, format string, args ...any) {
			err = fmt.Errorf("link %s: %w", w.Name, fmt.Errorf(format, args...))
		})
	}
	return m, err
}

// waysOf lists both ways of links, and of a LAN the way from each member to the
// next, with what they are asked for now.
func waysOf(r *live.Run, now []live.WayReport) (ways []way, err error) {
	links := r.Ways()
	if len(now) != len(links) {
		return nil, fmt.Errorf("lab %s has %d links, and its agent tells of %d", r.ID, len(links), len(now))
	}
	members := map[string][]int{} // of LANs: their ways
	for i := range links {
		switch w := &links[i]; {
		case w.Plain:
		case w.Nodes[1] < 0:
			members[w.Lab] = append(members[w.Lab], i)
		default:
			m, err := asked(&now[i])
			if err != nil {
				return nil, err
			}
			for k := range m {
				ways = append(ways, newWay(r, w, w.Nodes[k], w.Nodes[1-k], m[k], now[i].Cut))
			}
		}
	}
	for _, l := range r.Plan.LANs {
		of := members[l.Name]
		for k := range of {
			from, to := of[k], of[(k+1)%len(of)]
			m, err := asked(&now[from])
			if err != nil {
				return nil, err
			}
			if from != to {
				ways = append(ways, newWay(r, &links[from], links[from].Nodes[0], links[to].Nodes[0], m[0], now[from].Cut || now[to].Cut))
			}
		}
	}
	return ways, nil
}

// newWay is the way from a node to another over a link or LAN.
func newWay(r *live.Run, link *live.Way, from, to int, m impair.Impairment, down bool) way {
	w := way{
		Result: Result{Link: link.Lab, From: r.Plan.Nodes[from].Name, To: r.Plan.Nodes[to].Name, Engine: link.Engine, Asked: m, AskedFor: m.String(), Down: down},
		spec:   probe.Spec{From: r.Space(from), To: r.Space(to)},
	}
	for _, f := range r.Plan.Spaces[from].Interfaces {
		if linkOf(r.Plan, &f) == link.Lab {
			w.spec.Via = f.Name
		}
	}
	for _, f := range r.Plan.Spaces[to].Interfaces {
		if linkOf(r.Plan, &f) == link.Lab {
			w.spec.Address = f.Address.Addr()
		}
	}
	return w
}

// linkOf is the name of the link or LAN that an interface is on.
func linkOf(p *lab.Plan, f *lab.Interface) string {
	if f.Link >= 0 {
		return p.Links[f.Link].Name
	}
	return p.LANs[f.LAN].Name
}
