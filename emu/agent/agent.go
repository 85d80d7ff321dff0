//go:build linux

package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"qanat/emu/engine"
	"qanat/emu/lab"
	"qanat/emu/live"
)

// agent is the process' state.
type agent struct {
	*live.Run
	crew      live.Crew
	ways      []live.Way
	carriers  []engine.Carrier
	processes *processes
	listener  net.Listener
	began     time.Time // when the lab was up

	mutex   sync.Mutex // guards what follows
	cuts    []bool     // per way: by an event on the link
	applied []bool     // per way: whether it is cut
	crashed []bool     // nodes
	paused  []bool
	done    []live.EventReport
}

// runEvents makes the lab's events happen.
func (a *agent) runEvents(ctx context.Context) {
	for _, e := range a.Plan.EventsInOrder() {
		timer := time.NewTimer(time.Until(a.began.Add(e.At)))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			a.happen(&e)
		}
	}
}

// happen makes one event happen and notes it.
func (a *agent) happen(e *lab.Event) error {
	report := live.EventReport{At: time.Since(a.began), Planned: e.At, Action: e.Action, Target: e.Target}
	err := a.act(e)
	if err != nil {
		report.Error = err.Error()
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.done = append(a.done, report)
	return err
}

func (a *agent) act(e *lab.Event) error {
	switch e.Action {
	case lab.Down, lab.Up:
		return a.cut(e.Target, e.Action == lab.Down)
	case lab.Change:
		return a.change(e)
	case lab.Restart:
		return a.processes.restart(e.Target)
	}
	node, err := a.Node(e.Target)
	pausing := e.Action == lab.Pause || e.Action == lab.Resume
	if err != nil && pausing {
		return a.processes.pause(e.Target, e.Action == lab.Pause)
	}
	if err != nil {
		return err
	}
	return a.actOn(node, e.Action)
}

// actOn does what a node's events ask for.
func (a *agent) actOn(node int, action lab.Action) error {
	switch action {
	case lab.Crash:
		return errors.Join(a.down(a.crashed, node, true), a.processes.crash(node))
	case lab.Recover:
		return errors.Join(a.down(a.crashed, node, false), a.processes.recover(node))
	case lab.Pause, lab.Resume:
		pause := action == lab.Pause
		return errors.Join(a.down(a.paused, node, pause), a.processes.pauseNode(node, pause))
	}
	return fmt.Errorf("%v is no action on a node", action)
}

// change sets what happens on a link, or in a LAN.
func (a *agent) change(e *lab.Event) error {
	for k := range a.ways {
		if c := a.crew[a.ways[k].Engine]; c != nil && a.ways[k].Lab == e.Target {
			for _, m := range e.Directions {
				if err := c.Refuse(&m); err != nil {
					return err
				}
			}
		}
	}
	var failed error
	for k := range a.ways {
		if a.ways[k].Lab != e.Target {
			continue
		}
		for way, m := range e.Directions {
			if way == 1 && a.ways[k].Nodes[1] < 0 {
				continue // from a LAN to its members nothing happens
			}
			err := a.carriers[k].Set(way, m)
			if failed = errors.Join(failed, err); err == nil {
				a.mutex.Lock()
				a.ways[k].Ways[way] = m
				a.mutex.Unlock()
			}
		}
	}
	return failed
}

// cut takes a link down or up.
func (a *agent) cut(link string, cut bool) error {
	a.mutex.Lock()
	known := false
	for k := range a.ways {
		if a.ways[k].Lab == link {
			a.cuts[k], known = cut, true
		}
	}
	a.mutex.Unlock()
	if !known {
		return fmt.Errorf("there is no link %q", link)
	}
	return a.applyCuts()
}

// down takes all links of a node down, or up, for one of two reasons.
func (a *agent) down(reason []bool, node int, down bool) error {
	a.mutex.Lock()
	reason[node] = down
	a.mutex.Unlock()
	return a.applyCuts()
}

// applyCuts cuts the links that an event or a node that is down asks for.
func (a *agent) applyCuts() error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var failed error
	for k, c := range a.carriers {
		cut := a.cuts[k]
		for _, n := range a.ways[k].Nodes {
			cut = cut || n >= 0 && (a.crashed[n] || a.paused[n])
		}
		if cut == a.applied[k] {
			continue
		}
		err := c.Cut(cut)
		if failed = errors.Join(failed, err); err == nil {
			a.applied[k] = cut
		}
	}
	return failed
}

// listen opens the socket on which the agent answers.
func listen(r *live.Run) (net.Listener, error) {
	l, err := net.Listen("unix", r.File(live.Socket))
	if err != nil {
		return nil, fmt.Errorf("agent: %w", err)
	}
	return l, nil
}

// answer answers until the listener is closed.
func (a *agent) answer() {
	for {
		c, err := a.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			var q live.Question
			var reply live.Answer
			if err := json.NewDecoder(c).Decode(&q); err != nil {
				reply.Error = err.Error()
			} else {
				reply = a.reply(&q)
			}
			json.NewEncoder(c).Encode(reply) // who asked may be gone
		}()
	}
}

func (a *agent) reply(q *live.Question) (r live.Answer) {
	if q.Event != nil {
		if err := a.happen(q.Event); err != nil {
			r.Error = err.Error()
		}
	}
	r.Up = time.Since(a.began)
	r.Processes = a.processes.report()
	a.mutex.Lock()
	defer a.mutex.Unlock()
	r.Events = append(r.Events, a.done...)
	for k, c := range a.carriers {
		w, err := a.ways[k].Report(c)
		if w.Cut = a.applied[k]; err != nil && r.Error == "" {
			r.Error = err.Error()
		}
		r.Ways = append(r.Ways, w)
	}
	return r
}
