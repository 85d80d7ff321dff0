//go:build linux

package live_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/internal/privileged"
)

const programs = `
name: programs
nodes: [{name: a}, {name: b}]
links: [{ends: [a, b], delay: 1ms}]
processes:
- {node: a, name: last, command: [sh, -c, 'echo last; sleep 600'], after: [first]}
- {node: a, name: first, command: [sh, -c, 'sleep 0.2; echo I am up; sleep 600'], ready: {output: I am up}}
- {node: b, name: phoenix, command: [sh, -c, 'echo $GREETING $QANAT_NODE; grep a /etc/hosts; exit 1'], env: {GREETING: hello}, restart: true}
`

// until waits for a condition that what an agent says must fulfil.
func until(t *testing.T, r *live.Run, what string, fulfilled func(live.Answer) bool) live.Answer {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(10 * time.Second)
	for {
		a, err := r.Ask(live.Question{})
		if err != nil {
			t.Fatal(err)
		}
		if fulfilled(a) {
			return a
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %+v", what, a.Processes)
		}
		<-tick.C
	}
}

func process(a live.Answer, name string) live.ProcessReport {
	for _, p := range a.Processes {
		if p.Name == name {
			return p
		}
	}
	return live.ProcessReport{}
}

func TestProcessesStartInOrderAndAgain(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, programs)
	a := until(t, r, "phoenix does not rise", func(a live.Answer) bool { return process(a, "phoenix").Starts >= 3 })
	if p := process(a, "last"); p.State != "running" || p.Starts != 1 {
		t.Errorf("%+v", p)
	}
	log, err := os.ReadFile(r.File(live.LogFile("phoenix")))
	if err != nil || !strings.Contains(string(log), "hello b\n") || !strings.Contains(string(log), r.Plan.Address(0).String()+" a") {
		t.Errorf("%s, %v", log, err)
	}
}

func TestNodesCrashAndRecover(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, programs)
	happen := func(action lab.Action, target string) {
		t.Helper()
		if _, err := r.Ask(live.Question{Event: &lab.Event{Action: action, Target: target}}); err != nil {
			t.Fatal(err)
		}
	}
	is := func(name, state string, starts int) {
		t.Helper()
		until(t, r, name+" is not "+state, func(a live.Answer) bool {
			p := process(a, name)
			return strings.HasPrefix(p.State, state) && p.Starts == starts
		})
	}
	happen(lab.Pause, "first")
	is("first", "paused", 1)
	happen(lab.Resume, "first")
	is("first", "running", 1)
	happen(lab.Crash, "a")
	is("first", "ended: signal: killed", 1)
	is("last", "ended: signal: killed", 1)
	happen(lab.Recover, "a")
	is("first", "running", 2)
	happen(lab.Pause, "a")
	is("last", "paused", 2)
	happen(lab.Resume, "a")
	happen(lab.Restart, "last")
	is("last", "running", 3)
	for _, action := range []lab.Action{lab.Down, lab.Crash, lab.Recover, lab.Pause, lab.Restart} {
		if _, err := r.Ask(live.Question{Event: &lab.Event{Action: action, Target: "nobody"}}); err == nil || !strings.Contains(err.Error(), `"nobody"`) {
			t.Errorf("%v of nobody: %v", action, err)
		}
	}
	is("last", "running", 3) // nothing happens to anybody else
}

// TestChildrenEndWithTheAgent: a killed agent takes what it has started with it.
func TestChildrenEndWithTheAgent(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, programs)
	a := until(t, r, "first does not run", func(a live.Answer) bool { return process(a, "first").State == "running" })
	p, alive := live.ProcessOf(process(a, "first").PID)
	if !alive {
		t.Fatal("first does not run")
	}
	if err := syscall.Kill(r.Agent.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	broken := func() bool {
		states, err := live.List()
		if err != nil {
			t.Fatal(err)
		}
		k := slices.IndexFunc(states, func(s live.State) bool { return s.ID == r.ID })
		return k >= 0 && states[k].Broken()
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(10 * time.Second); p.Alive() || !broken(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("10 s after its agent was killed, a process runs: %v, the run is broken: %v", p.Alive(), broken())
		}
	}
}

// TestProgramsMayEndByThemselves: when a lab goes down its programs are asked
// first, and what they leave behind in their namespaces is ended too.
func TestProgramsMayEndByThemselves(t *testing.T) {
	privileged.Require(t, root)
	said := filepath.Join(t.TempDir(), "said")
	r := start(t, "name: polite\nnodes: [{name: a}]\nprocesses:\n"+
		"- {node: a, name: p, command: [sh, -c, 'trap \"echo goodbye > "+said+"; exit\" TERM; echo up; while true; do sleep 0.01; done'], ready: {output: up}}\n"+
		"- {node: a, name: q, command: [sh, -c, 'setsid sleep 600 & trap \"\" TERM; echo up; sleep 600'], ready: {output: up}}\n")
	if err := live.Remove(r.ID); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(said); err != nil || string(text) != "goodbye\n" {
		t.Errorf("%q, %v", text, err)
	}
	nothingLeft(t, r.ID)
}

func TestEventsHappenOnTime(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, "name: timed\nnodes: [{name: a}, {name: b}]\nlinks: [{ends: [a, b]}]\n"+
		"events:\n- {at: 300ms, do: up, on: a-b}\n- {at: 100ms, do: down, on: a-b}\n")
	a := until(t, r, "events do not happen", func(a live.Answer) bool { return len(a.Events) == 2 })
	for k, want := range []time.Duration{100 * time.Millisecond, 300 * time.Millisecond} {
		e := a.Events[k]
		if late := e.At - want; e.Planned != want || late < 0 || late > 200*time.Millisecond || e.Error != "" {
			t.Errorf("%+v, want at %v", e, want)
		}
	}
}

// TestExamplesComeUp with their programs and links, and go down again.
func TestExamplesComeUp(t *testing.T) {
	privileged.Require(t, root, privileged.Feature{Name: "python3", Missing: func() error {
		_, err := exec.LookPath("python3") // failover-events has a web server
		return err
	}})
	paths, err := filepath.Glob("../../examples/labs/*.yaml")
	if err != nil || len(paths) < 5 {
		t.Fatalf("%d examples, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			start(t, string(text))
		})
	}
}
