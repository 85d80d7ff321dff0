//go:build linux

package live

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/emu/netem"
	"qanat/emu/wire"
)

// Engines are those that labs may ask for, the preferred one first.
func Engines() []engine.Engine { return []engine.Engine{netem.Engine{}, &wire.Engine{}} }

// engineNamed returns a new instance of an engine, nil if there is none.
func engineNamed(name string) engine.Engine {
	all := Engines()
	k := slices.IndexFunc(all, func(e engine.Engine) bool { return e.Name() == name })
	if k < 0 {
		return nil
	}
	return all[k]
}

// NoEngine is what stands for an engine where none is needed: the link is asked for
// nothing, and as fast as the kernel.
const NoEngine = "plain"

// Offer is what would carry a link or a LAN.
type Offer struct {
	Name    string // the link's or LAN's
	Engine  string // or NoEngine
	Refused error  // why the engine would not do what is asked, nil if it would
}

// Offers asks the engines what they would do on this machine for each link, then
// for each LAN. Links that name no engine are all given to the same one, standard:
// the one asked for, or if that is empty the first that works and refuses nothing.
// If every engine refuses something, it is the one that refuses the fewest, and
// the others' reasons are told too.
func Offers(p *lab.Plan, asked string) (standard string, offers []Offer, err error) {
	if asked != "" && engineNamed(asked) == nil {
		return "", nil, fmt.Errorf("there is no engine %q: use one of %v", asked, lab.Engines)
	}
	wanted, open := impairments(p), false
	for _, w := range segments(p) {
		o := Offer{Name: w.name, Engine: w.engine}
		if _, is := wanted[w.name]; !is {
			o.Engine = NoEngine
		}
		open = open || o.Engine == ""
		offers = append(offers, o)
	}
	refusals := map[string]map[string]error{} // by engine, then by link
	var candidates []string
	for _, e := range Engines() {
		name := e.Name()
		candidate := asked == "" || name == asked
		if candidate {
			candidates = append(candidates, name)
		}
		if candidate || slices.ContainsFunc(offers, func(o Offer) bool { return o.Engine == name }) { // trying takes time
			refusals[name] = refused(e, p, wanted)
		}
	}
	if open {
		count := func(engine string) (n int) {
			for _, o := range offers {
				if o.Engine == "" && refusals[engine][o.Name] != nil {
					n++
				}
			}
			return n
		}
		standard = slices.MinFunc(candidates, func(a, b string) int { return count(a) - count(b) })
	}
	for k := range offers {
		o := &offers[k]
		of := []string{o.Engine}
		if o.Engine == "" {
			of, o.Engine = candidates, standard
		}
		if refusals[o.Engine][o.Name] != nil {
			o.Refused = reasons(o.Name, of, refusals)
		}
	}
	return standard, offers, nil
}

// Refusals is what is refused, of many links the first, nil if nothing is.
func Refusals(offers []Offer) error {
	const told = 10
	var all []error
	for _, o := range offers {
		if o.Refused != nil {
			all = append(all, fmt.Errorf("%s: %w", o.Name, o.Refused))
		}
	}
	if more := len(all) - told; more > 0 {
		all = append(all[:told], fmt.Errorf("and %d more links", more))
	}
	return errors.Join(all...)
}

// refused says what an engine refuses, by link: all if it does not work here.
func refused(e engine.Engine, p *lab.Plan, wanted map[string][]asked) map[string]error {
	refusals := map[string]error{}
	if len(wanted) == 0 {
		return refusals
	}
	missing := e.Offered()
	for name, all := range wanted {
		refusals[name] = missing
		for k := range all {
			if refusals[name] != nil {
				break
			}
			if err := e.Refuse(&all[k].Impairment); err != nil {
				refusals[name] = standing(p.Where(all[k].path), err)
			}
		}
	}
	return refusals
}

// standing adds where what is refused stands.
func standing(where string, err error) error {
	if where == "" {
		return err
	}
	return fmt.Errorf("%w (%s)", err, where)
}

// reasons joins what engines say of a link.
func reasons(link string, engines []string, refusals map[string]map[string]error) error {
	var text []string
	for _, e := range engines {
		if err := refusals[e][link]; err != nil {
			text = append(text, fmt.Sprintf("engine %s: %v", e, err))
		}
	}
	return errors.New(strings.Join(text, "; "))
}

// segment is a link or a LAN.
type segment struct{ name, engine string }

// segments lists links, then LANs.
func segments(p *lab.Plan) (all []segment) {
	for _, l := range p.Links {
		all = append(all, segment{l.Name, l.Engine})
	}
	for _, l := range p.LANs {
		all = append(all, segment{l.Name, l.Engine})
	}
	return all
}

// asked is what somebody wants, and where in the lab that stands.
type asked struct {
	path string // of lab.Plan.Where
	impair.Impairment
}

// impairments lists what is asked of links and LANs at any time, by name. Those
// that are not listed need no engine; one that names an engine has it even if
// nothing is asked of it yet.
func impairments(p *lab.Plan) map[string][]asked {
	all := map[string][]asked{}
	add := func(name, engine, path string, ways ...impair.Impairment) {
		for _, m := range ways {
			if engine != "" || !m.None() {
				all[name] = append(all[name], asked{path, m})
			}
		}
	}
	for i, l := range p.Links {
		add(l.Name, l.Engine, fmt.Sprintf("$.links[%d]", i), l.Directions[:]...)
	}
	for i, l := range p.LANs {
		add(l.Name, l.Engine, fmt.Sprintf("$.lans[%d]", i), l.Impairment)
	}
	for i, e := range p.Events {
		if e.Action == lab.Change {
			add(e.Target, "", fmt.Sprintf("$.events[%d]", i), e.Directions[:]...)
		}
	}
	return all
}
