//go:build linux

package world_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "qanat/emu/agent" // the test's program is the labs' agent
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
	"qanat/emu/world"
	"qanat/internal/privileged"
)

// stage makes the test's program what a user without rights runs.
const stage = "QANAT_TEST_STAGE"

func TestMain(m *testing.M) {
	if os.Getenv(stage) == "" {
		os.Exit(m.Run())
	}
	err := inWorld()
	if !world.Inside() {
		err = world.Enter(nil)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const free = "name: free\nnodes: [{name: a}, {name: b}, {name: c}]\nlinks: [{ends: [a, b], delay: 20ms}]\n" +
	"lans: [{name: l, members: [b, c]}]\nprocesses: [{node: a, name: s, command: [sleep, '60']}]\n"

// inWorld brings a lab up in the world. It leaves it there, and tells its agent, or
// measures it and takes it down.
func inWorld() error {
	if !world.Inside() {
		return nil
	}
	p, err := lab.Read([]byte(free), "f")
	if err != nil {
		return err
	}
	r, err := live.Up(context.Background(), p, live.Options{})
	if err != nil {
		return err
	}
	if os.Getenv(stage) == "stay" {
		fmt.Printf("agent %d", r.Agent.PID)
		return nil
	}
	report, err := probe.Run(context.Background(), probe.Spec{From: r.Space(0), To: r.Space(2), Address: p.Address(2), Packets: 100, PerSecond: 500, Wait: 200 * time.Millisecond})
	if err != nil {
		return err
	}
	d := report.Delays()
	slices.Sort(d)
	fmt.Printf("uid %d, %d packets, median %v\n", os.Getuid(), len(d), d[len(d)/2])
	return live.Remove(r.ID)
}

// asNobody runs the test's program as nobody, who has no rights at all, and returns
// what it prints and where it registers its world.
func asNobody(t *testing.T, does string) (out, register string) {
	privileged.Require(t, privileged.Feature{Name: "root", Missing: live.Permitted}) // to become nobody
	program := filepath.Join(t.TempDir(), "program")
	copyProgram(t, program)
	runtime := filepath.Join(t.TempDir(), "runtime")
	if err := os.Mkdir(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	const nobody = 65534
	if err := os.Chown(runtime, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, program)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), stage + "=" + does, "XDG_RUNTIME_DIR=" + runtime, "HOME=/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	text, err := cmd.CombinedOutput()
	privileged.Require(t, privileged.Feature{Name: "userns", Missing: func() error {
		if refused := world.Refused("/proc/sys"); refused != nil {
			return fmt.Errorf("%w: %s", refused, text)
		}
		return nil
	}})
	if err != nil {
		t.Errorf("%s, %v", text, err)
	}
	return string(text), filepath.Join(runtime, "qanat-world.json")
}

func TestLabsWithoutRoot(t *testing.T) {
	out, register := asNobody(t, "measure")
	if !strings.Contains(out, "uid 0, 100 packets, median 2") {
		t.Error(out)
	}
	endHolder(t, register)
}

// TestLabsEndWithTheirWorld: nobody would find them again.
func TestLabsEndWithTheirWorld(t *testing.T) {
	out, register := asNobody(t, "stay")
	var pid int
	if _, err := fmt.Sscanf(out, "agent %d", &pid); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	agent, alive := live.ProcessOf(pid)
	if !alive {
		t.Error("the agent does not run")
	}
	endHolder(t, register)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(10 * time.Second); agent.Alive(); <-tick.C {
		if time.Now().After(late) {
			t.Fatalf("10 s after its world has ended the agent %d runs", pid)
		}
	}
}

func copyProgram(t *testing.T, path string) {
	t.Helper()
	own, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err == nil {
		_, err = io.Copy(f, own)
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(path); dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o005 != 0o005 {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// endHolder ends the world's holder, which would otherwise wait for more labs.
func endHolder(t *testing.T, register string) {
	t.Helper()
	text, err := os.ReadFile(register)
	var pid int
	if err == nil {
		_, err = fmt.Sscanf(string(text), `{"pid":%d`, &pid)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}
