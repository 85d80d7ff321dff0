package lab

import (
	"fmt"
	"strings"

	"qanat/topo/yamlfile"
)

// Event reads an event that is to happen now: an action, what it acts on, and for
// change what the link does from then on, in the form of lab files ("delay: 60ms,
// loss: 5%").
func (p *Plan) Event(action, target, change string) (*Event, error) {
	var d documentEvent
	file, err := yamlfile.Read([]byte("{"+strings.Trim(change, "{} ")+"}"), "event", &d)
	if err != nil {
		return nil, err
	}
	d.At, d.Do, d.On = "0s", action, target
	r := &reader{File: file, lab: &Lab{}}
	r.event("$", &d)
	if err := file.Err(); err != nil {
		return nil, err
	}
	e := &r.lab.Events[0]
	names, _ := p.Lab.check() // it has no mistakes: there is a plan of it
	c := &checker{Lab: &Lab{Events: []Event{*e}}, index: names}
	if c.checkEvent(0); len(c.Mistakes) > 0 {
		return nil, fmt.Errorf("event: %w", c.Mistakes[0].Err)
	}
	return e, nil
}
