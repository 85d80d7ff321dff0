package lab

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"qanat/emu/impair"
	"qanat/topo"
	"qanat/topo/yamlfile"
)

// mostTold is how many mistakes are told of one file: more are mostly one that was
// repeated.
const mostTold = 20

// Read reads a lab file, YAML or JSON; docs/labs.md describes it and schema.json
// is its schema. name is the file's, for errors. Mistakes are reported with their
// lines, those that show only when the lab is planned included.
func Read(data []byte, name string) (*Plan, error) {
	var d document
	file, err := yamlfile.Read(data, name, &d)
	if err != nil {
		return nil, err
	}
	r := &reader{File: file, lab: &Lab{Name: d.Name, Seed: d.Seed, IPv6: d.IPv6}}
	for i := range d.Nodes {
		r.node(fmt.Sprintf("$.nodes[%d]", i), &d.Nodes[i])
	}
	for i := range d.Links {
		r.link(fmt.Sprintf("$.links[%d]", i), &d.Links[i])
	}
	for i := range d.LANs {
		r.lan(fmt.Sprintf("$.lans[%d]", i), &d.LANs[i])
	}
	for i := range d.Routes {
		r.route(fmt.Sprintf("$.routes[%d]", i), &d.Routes[i])
	}
	for i := range d.Processes {
		r.process(fmt.Sprintf("$.processes[%d]", i), &d.Processes[i])
	}
	for i := range d.Events {
		r.event(fmt.Sprintf("$.events[%d]", i), &d.Events[i])
	}
	plan, err := r.lab.plan(nil)
	var mistakes Mistakes
	if errors.As(err, &mistakes) {
		for _, m := range mistakes[:min(mostTold, len(mistakes))] {
			file.Fail(m.Path, "%w", m.Err)
		}
		if more := len(mistakes) - mostTold; more > 0 {
			file.Fail("$", "and %d more mistakes", more)
		}
	}
	if err := file.Err(); err != nil {
		return nil, err
	}
	if plan != nil {
		plan.where = file.At
	}
	return plan, err
}

// reader turns a document into a lab.
type reader struct {
	*yamlfile.File
	lab *Lab
}

func (r *reader) node(path string, d *documentNode) {
	n := Node{Name: d.Name, Stub: d.Stub, Kind: topo.Router}
	switch len(d.At) {
	case 0:
	case 2:
		n.At, n.Placed = topo.Point{X: d.At[0], Y: d.At[1]}, true
	default:
		r.Fail(path+".at", "node %q is at %v: give x and y", d.Name, d.At)
	}
	r.lab.Nodes = append(r.lab.Nodes, n)
}

func (r *reader) link(path string, d *documentLink) {
	l := Link{Name: d.Name, Engine: d.Engine, Subnet: r.prefix(path+".subnet", d.Subnet), Directions: r.directions(path, &d.Text, d.There, d.Back)}
	if len(d.Ends) != 2 {
		r.Fail(path, "a link has two ends, and %d are given: write \"ends: [a, b]\"", len(d.Ends))
		d.Ends = []string{"", ""}
	}
	copy(l.Ends[:], d.Ends)
	if n := len(d.Interfaces); n != 0 && n != 2 {
		r.Fail(path+".interfaces", "%d names are given: give two, one for each end", n)
	}
	copy(l.Interfaces[:], d.Interfaces)
	r.lab.Links = append(r.lab.Links, l)
}

// prefix reads a subnet, or returns the zero prefix for "".
func (r *reader) prefix(path, text string) netip.Prefix {
	if text == "" {
		return netip.Prefix{}
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		r.Fail(path, "%q is no subnet: write for example 10.1.0.0/24", text)
	}
	return p
}

// directions reads what happens on the way there and back: what is said for
// both, and in its place what is said for one.
func (r *reader) directions(path string, both, there, back *impair.Text) (m [2]impair.Impairment) {
	for k, one := range []*impair.Text{there, back} {
		merged, at := *both, path
		if one != nil {
			merged = one.Over(*both)
			at += []string{".there", ".back"}[k]
		}
		if k == 1 && there == nil && back == nil {
			m[1] = m[0]
			break
		}
		m[k] = r.impairment(at, &merged)
	}
	return m
}

func (r *reader) impairment(path string, t *impair.Text) impair.Impairment {
	return t.Impairment(func(field, format string, args ...any) { r.Fail(path+"."+field, format, args...) })
}

func (r *reader) lan(path string, d *documentLAN) {
	r.lab.LANs = append(r.lab.LANs, LAN{
		Name: d.Name, Engine: d.Engine, Members: d.Members, Subnet: r.prefix(path+".subnet", d.Subnet), Impairment: r.impairment(path, &d.Text),
	})
}

func (r *reader) route(path string, d *documentRoute) {
	if d.To == "" {
		r.Fail(path, "no destination is given: write for example \"to: 10.1.0.0/24\"")
	}
	r.lab.Routes = append(r.lab.Routes, Route{Node: d.Node, To: r.prefix(path+".to", d.To), Via: d.Via})
}

func (r *reader) process(path string, d *documentProcess) {
	p := Process{Name: d.Name, Node: d.Node, Command: d.Command, Env: d.Env, After: d.After, Restart: d.Restart}
	if d.Ready != nil {
		p.Ready = Ready{Port: d.Ready.Port, Output: d.Ready.Output, Within: r.time(path+".ready.within", d.Ready.Within)}
	}
	r.lab.Processes = append(r.lab.Processes, p)
}

func (r *reader) time(path, text string) time.Duration {
	if text == "" {
		return 0
	}
	d, err := parseMoment(text)
	if err != nil {
		r.Fail(path, "%w", err)
	}
	return d
}

func (r *reader) event(path string, d *documentEvent) {
	e := Event{At: r.time(path+".at", d.At), Target: d.On, Directions: r.directions(path, &d.Text, d.There, d.Back)}
	if d.At == "" {
		r.Fail(path, "no time is given: write for example \"at: 2s\", counted from when the lab is up")
	}
	if err := e.Action.UnmarshalText([]byte(d.Do)); err != nil {
		r.Fail(path+".do", "%w", err)
	} else if asked := d.Text != (impair.Text{}) || d.There != nil || d.Back != nil; asked && e.Action != Change {
		r.Fail(path+".do", "%v: impairments are given with change only", e.Action)
	}
	r.lab.Events = append(r.lab.Events, e)
}
