//go:build linux

package live_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "qanat/emu/agent" // the test's program is the labs' agent
	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
	"qanat/internal/privileged"
)

var root = privileged.Feature{Name: "root", Missing: live.Permitted}

// helper makes the test's program bring a lab up, in a process that may be
// killed.
const helper = "QANAT_TEST_UP"

func TestMain(m *testing.M) {
	var err error
	switch file := os.Getenv(helper); {
	case os.Getenv(onSmallDisk) != "":
		err = smallDisk()
	case file != "":
		var p *lab.Plan
		if p, err = read(file); err == nil {
			_, err = live.Up(context.Background(), p, live.Options{})
		}
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(path string) (*lab.Plan, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return lab.Read(data, path)
}

// start brings a lab up for the time of a test.
func start(t *testing.T, text string) *live.Run {
	t.Helper()
	p, err := lab.Read([]byte(text), "lab.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := live.Up(t.Context(), p, live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Remove(r.ID); err != nil {
			t.Error(err)
		}
		nothingLeft(t, r.ID)
	})
	return r
}

// nothingLeft fails the test if anything bears a run's identity.
func nothingLeft(t *testing.T, id string) {
	t.Helper()
	if spaces, err := kernel.Names("qanat@" + id + "@"); err != nil || len(spaces) > 0 {
		t.Errorf("namespaces are left: %v, %v", spaces, err)
	}
	if _, err := os.Stat(filepath.Join(live.Root, id)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
	environments, _ := filepath.Glob("/proc/[0-9]*/environ") // the pattern is right
	for _, path := range environments {
		if env, err := os.ReadFile(path); err == nil && bytes.Contains(env, []byte(id)) {
			t.Errorf("a process is left: %s", filepath.Dir(path))
		}
	}
}

// own makes names of labs that no other run of the tests has.
var own = fmt.Sprint("t", os.Getpid())

var mixed = "name: mixed-" + own + `
nodes: [{name: a}, {name: b}, {name: c}, {name: d}, {name: alone}]
links:
- {ends: [a, b]}
- {ends: [b, c], delay: 2ms}
lans:
- {name: office, members: [c, d, a]}
- {name: slow, members: [b, d], delay: 3ms}
`

func TestEveryNodeReachesEveryOther(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, mixed)
	for from := range 4 {
		for to := range 4 {
			for _, f := range r.Plan.Spaces[to].Interfaces {
				if from == to {
					continue
				}
				s := probe.Spec{From: r.Space(from), To: r.Space(to), Address: f.Address.Addr(), Packets: 5, PerSecond: 1000, Wait: 50 * time.Millisecond}
				if got, err := probe.Run(t.Context(), s); err != nil || got.Lost() > 0 {
					t.Errorf("from %s to %s, %v: %+v, %v", r.Plan.Nodes[from].Name, r.Plan.Nodes[to].Name, f.Address, got, err)
				}
			}
		}
	}
}

func TestTwoRunsOfOneLabAreApart(t *testing.T) {
	privileged.Require(t, root)
	first, second := start(t, mixed), start(t, mixed)
	if _, err := live.Find("mixed-" + own); err == nil || !strings.Contains(err.Error(), first.ID) || !strings.Contains(err.Error(), second.ID) {
		t.Errorf("a name that means two: %v", err)
	}
	if err := live.Remove(first.ID); err != nil {
		t.Fatal(err)
	}
	nothingLeft(t, first.ID)
	if r, err := live.Find("mixed-" + own); err != nil || r.ID != second.ID {
		t.Errorf("%v, %v", r, err)
	}
	s := probe.Spec{From: second.Space(1), To: second.Space(2), Address: second.Plan.Address(2), Packets: 1, PerSecond: 1, Wait: 50 * time.Millisecond}
	if got, err := probe.Run(t.Context(), s); err != nil || got.Lost() > 0 {
		t.Errorf("the other run is harmed: %+v, %v", got, err)
	}
}

// TestKilledWhileItIsMade kills the process that brings a lab up at many points
// and demands that clean removes all of it, and nothing else.
func TestKilledWhileItIsMade(t *testing.T) {
	privileged.Require(t, root)
	other := start(t, mixed)
	path := filepath.Join(t.TempDir(), "killed.yaml")
	text := strings.Replace(mixed, "name: mixed-", "name: killed-", 1) + "processes:\n- {node: a, name: sleep, command: [sleep, '600']}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := time.Duration(0)
	const rounds = 25
	interrupted := 0
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), helper+"="+path)
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if round == 0 { // how long it takes
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			whole = time.Since(began)
			remove(t, "killed-"+own)
			continue
		}
		timer := time.NewTimer(whole * time.Duration(round) / rounds)
		<-timer.C
		cmd.Process.Signal(syscall.SIGKILL)
		cmd.Wait() // it was killed
		states, err := live.List()
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(states, func(s live.State) bool { return strings.HasPrefix(s.ID, "killed-"+own) && !s.Up }) {
			interrupted++
		}
		if _, err := live.Clean(false); err != nil {
			t.Fatal(err)
		}
		remove(t, "killed-"+own) // if it was up in time
		if spaces, _ := kernel.Names("qanat@killed-" + own); len(spaces) > 0 {
			t.Fatalf("killed after %v: clean leaves %v", whole*time.Duration(round)/rounds, spaces)
		}
	}
	if interrupted < rounds/10 {
		t.Errorf("only %d of %d labs were interrupted", interrupted, rounds)
	}
	if r, err := live.Find("mixed-" + own); err != nil || r.ID != other.ID {
		t.Errorf("clean removed a lab that was up: %v", err)
	}
}

// remove removes the runs of a lab that are up.
func remove(t *testing.T, name string) {
	t.Helper()
	states, err := live.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range states {
		if s.Lab == name {
			if err := live.Remove(s.ID); err != nil {
				t.Fatal(err)
			}
			nothingLeft(t, s.ID)
		}
	}
}

// TestDamagedRunsCanBeRemoved: whatever is taken away behind the tool's back.
func TestDamagedRunsCanBeRemoved(t *testing.T) {
	privileged.Require(t, root)
	for what, damage := range map[string]func(r *live.Run) error{
		"a namespace": func(r *live.Run) error { return kernel.Remove(r.Space(1)) },
		"the state":   func(r *live.Run) error { return os.Remove(r.File("state.json")) },
		"half of the state": func(r *live.Run) error {
			return os.WriteFile(r.File("state.json"), []byte("{"), 0o600)
		},
		"the lab":    func(r *live.Run) error { return os.Remove(r.File("lab.yaml")) },
		"the folder": func(r *live.Run) error { return os.RemoveAll(r.File("")) },
		"the agent":  func(r *live.Run) error { return syscall.Kill(r.Agent.PID, syscall.SIGKILL) },
	} {
		t.Run(what, func(t *testing.T) {
			r := start(t, mixed+"events: [{at: 1h, do: down, on: a-b}]\n")
			if r.Agent.PID == 0 {
				t.Fatal("the lab has no agent")
			}
			if err := damage(r); err != nil {
				t.Fatal(err)
			}
			if gone := r.Gone(); len(gone) > 0 != (what == "a namespace") || len(gone) > 0 && !slices.Equal(gone, []string{"b"}) {
				t.Errorf("the namespaces of %v are said to be gone", gone)
			}
		})
	}
}

func TestFailuresLeaveNothing(t *testing.T) {
	privileged.Require(t, root)
	for text, want := range map[string]string{
		"processes:\n- {node: a, name: x, command: [does-not-exist]}\n":                                                                                  "executable file not found",
		"processes:\n- {node: a, name: x, command: [sh, -c, 'echo trouble; exit 3'], ready: {port: 7}}\n":                                                "trouble",
		"processes:\n- {node: a, name: x, command: [sleep, '60'], ready: {port: 7, within: 200ms}}\n":                                                    "not ready within 200ms",
		"processes:\n- {node: a, name: x, command: [sh, -c, 'exit 3'], ready: {output: up}}\n":                                                           "before it was ready",
		"processes:\n- {node: a, name: y, command: [sleep, '60'], after: [x]}\n- {node: b, name: x, command: [sh, -c, 'exit 3'], ready: {output: up}}\n": "before it was ready",
	} {
		p, err := lab.Read([]byte("name: fails-"+own+"\nnodes: [{name: a}, {name: b}]\nlinks: [{ends: [a, b], delay: 1ms}]\n"+text), "f")
		if err != nil {
			t.Fatal(err)
		}
		r, err := live.Up(t.Context(), p, live.Options{})
		if err == nil {
			t.Errorf("%s: is up", text)
			live.Remove(r.ID)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
		if spaces, _ := kernel.Names("qanat@fails-" + own); len(spaces) > 0 {
			t.Errorf("%s: leaves %v", text, spaces)
		}
	}
}

func TestNamesThatLeadElsewhereMeanNothing(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, mixed)
	for _, name := range []string{".", "..", "", "../labs/" + r.ID, "./" + r.ID, r.ID + "/", "@"} {
		if id, err := live.Identify(name); err == nil {
			t.Errorf("%q means run %q", name, id)
		}
		if err := live.Remove(name); err == nil {
			t.Errorf("%q is removed", name)
		}
	}
	if _, err := live.Find(r.ID); err != nil {
		t.Error(err)
	}
}

// TestChangesAreRefusedAsLabsAre: an event that happens now asks engines as well.
func TestChangesAreRefusedAsLabsAre(t *testing.T) {
	privileged.Require(t, root)
	r := start(t, mixed+"events: [{at: 1h, do: change, on: b-c}]\n")
	for change, want := range map[string]string{"rate: 100Gbit": "at most 2 Gbps", "delay: 5ms": ""} {
		e, err := r.Plan.Event("change", "b-c", change)
		if err != nil {
			t.Fatal(err)
		}
		if r.Engine == "netem" {
			want = ""
		}
		if _, err := r.Ask(live.Question{Event: e}); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", change, err)
		}
	}
	if _, err := r.Plan.Event("change", "nowhere", "delay: 5ms"); err == nil {
		t.Error("a link that is not there is changed")
	}
}

func TestUnknownEngineAndWhatEnginesRefuse(t *testing.T) {
	privileged.Require(t, root)
	for engine, want := range map[string]string{"magic": `no engine "magic": use one of [netem wire]`, "wire": "carry at most 2 Gbps"} {
		p, err := lab.Read([]byte("name: x\nnodes: [{name: a}, {name: b}]\nlinks: [{ends: [a, b], rate: 50Gbit}]\n"), "f")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := live.Up(t.Context(), p, live.Options{Engine: engine}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", engine, err)
		}
	}
}
