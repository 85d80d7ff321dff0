//go:build linux

package live

import (
	"fmt"
	"slices"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/netem"
	"qanat/emu/wire"
)

// Engines are those that labs may ask for, the preferred one first.
func Engines() []engine.Engine { return []engine.Engine{netem.Engine{}, &wire.Engine{}} }

// pick returns the engine that carries out a lab's impairments: the one asked
// for, or the first that works here and refuses nothing. It is nil if the lab
// asks for no impairments.
func pick(p *lab.Plan, asked string) (engine.Engine, error) {
	wanted := impairments(p)
	if len(wanted) == 0 {
		return nil, nil
	}
	var names []string
	var first error
	for _, e := range Engines() {
		if names = append(names, e.Name()); asked != "" && e.Name() != asked {
			continue
		}
		err := e.Offered()
		for _, w := range wanted {
			if err == nil {
				if err = e.Refuse(&w.m); err != nil {
					err = fmt.Errorf("%s: %w", w.name, err)
				}
			}
		}
		if err == nil {
			return e, nil
		}
		first = fmt.Errorf("engine %s: %w", e.Name(), err)
	}
	if first == nil {
		return nil, fmt.Errorf("there is no engine %q: use one of %v", asked, names)
	}
	return nil, first
}

// named is an impairment and the link it is asked of.
type named struct {
	name string
	m    impair.Impairment
}

// impairments lists all that a lab asks for at any time.
func impairments(p *lab.Plan) (all []named) {
	add := func(name string, m impair.Impairment) {
		if !m.None() {
			all = append(all, named{name, m})
		}
	}
	for _, l := range p.Links {
		add(l.Name, l.Directions[0])
		add(l.Name, l.Directions[1])
	}
	for _, l := range p.LANs {
		add(l.Name, l.Impairment)
	}
	for _, e := range p.Events {
		if e.Action == lab.Change {
			add(e.Target, e.Directions[0])
			add(e.Target, e.Directions[1])
		}
	}
	return all
}

// carried tells which links and LANs an engine carries out: those of which
// anything is ever asked. The others are as fast as the kernel.
func carried(p *lab.Plan) (links, lans []bool) {
	asked := map[string]bool{}
	for _, n := range impairments(p) {
		asked[n.name] = true
	}
	for _, l := range p.Links {
		links = append(links, asked[l.Name])
	}
	for _, l := range p.LANs {
		lans = append(lans, asked[l.Name])
	}
	return links, lans
}

// Way is a link of the run as its engine sees it, with the name it has in the
// lab: a LAN has one for each member.
type Way struct {
	Lab string // the link's or LAN's name
	engine.Link
	// Plain links have no impairments, and no engine: they can only be cut.
	Plain bool
	// Nodes are what the link joins; the second is -1 for a LAN.
	Nodes [2]int
}

// Ways lists all links.
func (r *Run) Ways() []Way {
	links, lans := carried(r.Plan)
	inner := r.engine() != nil && r.engine().Inner()
	ways := make([]Way, len(r.Plan.Links))
	for i, l := range r.Plan.Links {
		ways[i] = Way{Lab: l.Name, Plain: !links[i], Link: engine.Link{Name: l.Name, Ways: l.Directions, Seed: r.seed(i)}}
	}
	for n := range r.Plan.Spaces {
		for _, f := range r.Plan.Spaces[n].Interfaces {
			own := engine.Side{Space: spaceName(r.ID, r.Plan.Nodes[n].Name), Interface: f.Name}
			if f.Link >= 0 {
				w := &ways[f.Link]
				if w.Nodes[f.End] = n; inner && !w.Plain {
					own = engine.Side{Space: spaceName(r.ID, wiresSpace), Interface: innerName(linkWire(f.Link), f.End)}
				}
				w.Sides[f.End] = own
				continue
			}
			l := &r.Plan.LANs[f.LAN]
			w := Way{Lab: l.Name, Plain: !lans[f.LAN], Nodes: [2]int{n, -1}, Link: engine.Link{
				Name: l.Name + "/" + r.Plan.Nodes[n].Name, Ways: [2]impair.Impairment{l.Impairment, {}}, Seed: r.seed(len(ways)),
				Sides: [2]engine.Side{own, {Space: spaceName(r.ID, lansSpace), Interface: portName(f.LAN, f.End)}},
			}}
			if inner && !w.Plain {
				for side := range w.Sides {
					w.Sides[side] = engine.Side{Space: spaceName(r.ID, wiresSpace), Interface: innerName(lanWire(f.LAN, f.End), side)}
				}
			}
			ways = append(ways, w)
		}
	}
	return ways
}

// seed is that of one link's chances; the number after it is left for its way
// back.
func (r *Run) seed(k int) uint64 { return r.Plan.Seed<<21 + 2*uint64(k) }

// engine returns a new instance of the run's engine, nil if it has none.
func (r *Run) engine() engine.Engine {
	k := slices.IndexFunc(Engines(), func(e engine.Engine) bool { return e.Name() == r.Engine })
	if k < 0 {
		return nil
	}
	return Engines()[k]
}

// Carry opens links with the run's engine, plain ones with one that can cut them.
// The engine must be closed.
func (r *Run) Carry(ways []Way) (engine.Engine, []engine.Carrier, error) {
	e := r.engine()
	carriers := make([]engine.Carrier, len(ways))
	for k := range ways {
		var err error
		switch {
		case ways[k].Plain:
			carriers[k] = &plain{ways[k].Link}
		default:
			if carriers[k], err = e.Open(&ways[k].Link); err != nil {
				e.Close()
				return nil, nil, err
			}
		}
	}
	return e, carriers, nil
}

// plain is a link without impairments.
type plain struct{ engine.Link }

// Set implements engine.Carrier.
func (p *plain) Set(int, impair.Impairment) error {
	return fmt.Errorf("no engine carries link %s, since the lab asks nothing of it: give it a delay, or an event that changes it, in the lab file", p.Name)
}

// Cut implements engine.Carrier.
func (p *plain) Cut(cut bool) error {
	for _, s := range p.Sides {
		if err := kernel.Block(s.Space, s.Interface, cut); err != nil {
			return err
		}
	}
	return nil
}

// Counts implements engine.Carrier: of plain links nothing is counted.
func (p *plain) Counts(int) (engine.Counts, error) { return engine.Counts{}, nil }
