package lab

import (
	"io"
	"net/netip"
	"time"

	"github.com/goccy/go-yaml"

	"qanat/emu/impair"
)

// Write writes the lab as a file that Read reads as the same lab.
func (l *Lab) Write(w io.Writer) error {
	d := document{Name: l.Name, Seed: l.Seed, IPv6: l.IPv6}
	for _, n := range l.Nodes {
		one := documentNode{Name: n.Name, Stub: n.Stub}
		if n.Placed {
			one.At = []float64{n.At.X, n.At.Y}
		}
		d.Nodes = append(d.Nodes, one)
	}
	for _, link := range l.Links {
		one := documentLink{Name: link.Name, Ends: link.Ends[:], Subnet: prefixText(link.Subnet), Engine: link.Engine}
		if link.Interfaces != [2]string{} {
			one.Interfaces = link.Interfaces[:]
		}
		if link.Name == link.Ends[0]+"-"+link.Ends[1] {
			one.Name = ""
		}
		one.Text, one.There, one.Back = directionTexts(link.Directions)
		d.Links = append(d.Links, one)
	}
	for _, lan := range l.LANs {
		d.LANs = append(d.LANs, documentLAN{Name: lan.Name, Members: lan.Members, Subnet: prefixText(lan.Subnet), Engine: lan.Engine, Text: lan.Impairment.Text()})
	}
	for _, r := range l.Routes {
		d.Routes = append(d.Routes, documentRoute{Node: r.Node, To: r.To.String(), Via: r.Via})
	}
	for _, p := range l.Processes {
		one := documentProcess{Name: p.Name, Node: p.Node, Command: p.Command, Env: p.Env, After: p.After, Restart: p.Restart}
		if p.Ready != (Ready{}) {
			one.Ready = &documentReady{Port: p.Ready.Port, Output: p.Ready.Output, Within: timeText(p.Ready.Within)}
		}
		d.Processes = append(d.Processes, one)
	}
	for _, e := range l.Events {
		one := documentEvent{At: e.At.String(), Do: e.Action.String(), On: e.Target}
		if e.Action == Change {
			one.Text, one.There, one.Back = directionTexts(e.Directions)
		}
		d.Events = append(d.Events, one)
	}
	return yaml.NewEncoder(w).Encode(d)
}

// directionTexts writes two directions, once where they are alike.
func directionTexts(m [2]impair.Impairment) (both impair.Text, there, back *impair.Text) {
	if m[0] == m[1] {
		return m[0].Text(), nil, nil
	}
	a, b := m[0].Text(), m[1].Text()
	return impair.Text{}, &a, &b
}

func prefixText(p netip.Prefix) string {
	if !p.IsValid() {
		return ""
	}
	return p.String()
}

func timeText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
