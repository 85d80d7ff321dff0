//go:build linux

package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/kernel"
)

// Way is a link of the run as its engine sees it, with the name it has in the
// lab: a LAN has one for each member.
type Way struct {
	Lab string // the link's or LAN's name
	engine.Link
	Engine string // what carries it, or NoEngine
	// Plain links have no impairments, and no engine: they can only be cut.
	Plain bool
	// Nodes are what the link joins; the second is -1 for a LAN.
	Nodes [2]int
}

// carriers names what carries each link and each LAN.
func (r *Run) carriers() (links, lans []string) {
	wanted := impairments(r.Plan)
	for i, s := range segments(r.Plan) {
		engine := cmp.Or(s.engine, r.Engine)
		if _, is := wanted[s.name]; !is {
			engine = NoEngine
		}
		if i < len(r.Plan.Links) {
			links = append(links, engine)
		} else {
			lans = append(lans, engine)
		}
	}
	return links, lans
}

// inner tells whether an engine carries packets between interfaces of its own.
func inner(name string) bool {
	e := engineNamed(name)
	return e != nil && e.Inner()
}

// Ways lists all links.
func (r *Run) Ways() []Way {
	links, lans := r.carriers()
	ways := make([]Way, len(r.Plan.Links))
	for i, l := range r.Plan.Links {
		ways[i] = Way{Lab: l.Name, Engine: links[i], Plain: links[i] == NoEngine, Link: engine.Link{Name: l.Name, Ways: l.Directions, Seed: r.seed(i)}}
	}
	for n := range r.Plan.Spaces {
		for _, f := range r.Plan.Spaces[n].Interfaces {
			own := engine.Side{Space: spaceName(r.ID, r.Plan.Nodes[n].Name), Interface: f.Name}
			if f.Link >= 0 {
				w := &ways[f.Link]
				if w.Nodes[f.End] = n; inner(w.Engine) {
					own = engine.Side{Space: spaceName(r.ID, wiresSpace), Interface: innerName(linkWire(f.Link), f.End)}
				}
				w.Sides[f.End] = own
				continue
			}
			l := &r.Plan.LANs[f.LAN]
			w := Way{Lab: l.Name, Engine: lans[f.LAN], Plain: lans[f.LAN] == NoEngine, Nodes: [2]int{n, -1}, Link: engine.Link{
				Name: l.Name + "/" + r.Plan.Nodes[n].Name, Ways: [2]impair.Impairment{l.Impairment, {}}, Seed: r.seed(len(ways)),
				Sides: [2]engine.Side{own, {Space: spaceName(r.ID, lansSpace), Interface: portName(f.LAN, f.End)}},
			}}
			if inner(w.Engine) {
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

// Carried says which engines carry packets, for messages.
func (r *Run) Carried() string {
	var engines []string
	for _, w := range r.Ways() {
		if !w.Plain && !slices.Contains(engines, w.Engine) {
			engines = append(engines, w.Engine)
		}
	}
	if len(engines) == 0 {
		return ""
	}
	return ", delays by " + strings.Join(engines, " and ")
}

// Crew is the engines that a run has at work, by name.
type Crew map[string]engine.Engine

// engine returns the crew's engine with a name, which joins it if it is new.
func (c Crew) engine(name string) engine.Engine {
	if c[name] == nil {
		c[name] = engineNamed(name)
	}
	return c[name]
}

// Close ends all engines.
func (c Crew) Close() {
	for _, e := range c { // order: any will do
		e.Close()
	}
}

// Carry opens links with their engines, plain ones with one that can cut them.
// The crew must be closed.
func Carry(ways []Way) (Crew, []engine.Carrier, error) {
	group, ctx := errgroup.WithContext(context.Background()) // it ends with the first error
	group.SetLimit(opening)
	crew := Crew{}
	carriers := make([]engine.Carrier, len(ways))
	number(ways)
	for k := range ways {
		w := &ways[k]
		if w.Plain {
			carriers[k] = &plain{w.Link}
			continue
		}
		e := crew.engine(w.Engine)
		group.Go(func() (err error) {
			if ctx.Err() == nil {
				carriers[k], err = e.Open(&w.Link)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		crew.Close()
		return nil, nil, err
	}
	return crew, carriers, nil
}

// opening is how many links are opened at a time: that is mostly waiting for the
// kernel.
const opening = 32

// number tells links which of their engine's they are, and of how many.
func number(ways []Way) {
	among := map[string]int{}
	for k := range ways {
		if w := &ways[k]; !w.Plain {
			w.Number = among[w.Engine]
			among[w.Engine]++
		}
	}
	for k := range ways {
		ways[k].Among = among[ways[k].Engine]
	}
}

// plain is a link without impairments.
type plain struct{ engine.Link }

// Set implements engine.Carrier.
func (p *plain) Set(int, impair.Impairment) error {
	return fmt.Errorf("no engine carries link %s, since the lab asks nothing of it: give it a delay, an engine, or an event that changes it, in the lab file", p.Name)
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
