package live

import (
	"encoding/json"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"qanat/emu/engine"
	"qanat/emu/impair"
	"qanat/emu/lab"
)

// AgentLinked tells whether this program can be an agent: package agent sets it.
var AgentLinked bool

// Variables of the environment that make a program that imports package agent
// something else: the agent of a run, or a program on a node (run@node).
const (
	AgentVariable = "QANAT_LAB_AGENT"
	EnterVariable = "QANAT_LAB_ENTER"
	// KeeperVariable holds the Process, as JSON, without which nobody would find
	// the run again: its agent ends with it. It is empty if there is none.
	KeeperVariable = "QANAT_LAB_KEEPER"
	// AgentReady is what an agent writes to file 3 once the lab is up; anything
	// else is why it cannot be.
	AgentReady = "ready"
)

// Socket is the file on which an agent answers.
const Socket = "agent.sock"

// LogFile is where the newest of what a process writes is kept, in the run's folder;
// what came before is in a file with ".1" behind its name.
func LogFile(process string) string { return filepath.Join("logs", process+".log") }

// Question is what an agent is asked: how things are, after an event, if any, has
// been made to happen.
type Question struct {
	Event *lab.Event `json:"event,omitempty"`
}

// Answer says how things are.
type Answer struct {
	Error     string          `json:"error,omitempty"`
	Up        time.Duration   `json:"up_ns"` // since the lab was up
	Ways      []WayReport     `json:"links"`
	Processes []ProcessReport `json:"processes,omitempty"`
	Events    []EventReport   `json:"events,omitempty"` // those that have happened
}

// WayReport is what a link does now, and what became of its packets, there and
// back.
type WayReport struct {
	Name   string           `json:"name"`
	Engine string           `json:"engine"`
	Asked  [2]impair.Text   `json:"asked"`
	Cut    bool             `json:"cut,omitempty"` // it carries nothing, as was asked
	Counts [2]engine.Counts `json:"counts"`
}

// ProcessReport says how a process is.
type ProcessReport struct {
	Name   string `json:"name"`
	Node   string `json:"node"`
	State  string `json:"state"`
	PID    int    `json:"pid,omitempty"`
	Starts int    `json:"starts"`
	// Log says what its log lacks, if the disk has no room for it.
	Log string `json:"log,omitempty"`
}

// EventReport is an event that has happened.
type EventReport struct {
	Planned time.Duration `json:"planned_ns"`
	At      time.Duration `json:"at_ns"`
	Action  lab.Action    `json:"action"`
	Target  string        `json:"target"`
	Error   string        `json:"error,omitempty"`
}

// Ask asks the run's agent. A run without one has no answer.
func (r *Run) Ask(q Question) (a Answer, err error) {
	if r.Agent.PID == 0 {
		return a, fmt.Errorf("lab %s has no agent: it has no processes, no events and no user-space links", r.ID)
	}
	const patience = 10 * time.Second
	c, err := net.DialTimeout("unix", r.File(Socket), patience)
	if err != nil {
		return a, fmt.Errorf("the agent of lab %s does not answer: take the lab down: %w", r.ID, err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if err = json.NewEncoder(c).Encode(q); err == nil {
		err = json.NewDecoder(c).Decode(&a)
	}
	if err != nil {
		return a, fmt.Errorf("the agent of lab %s does not answer: take the lab down: %w", r.ID, err)
	}
	if a.Error != "" {
		err = fmt.Errorf("lab %s: %s", r.ID, a.Error)
	}
	return a, err
}
