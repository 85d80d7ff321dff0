package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// actAsQanat makes the test's executable the command itself.
const actAsQanat = "QANAT_TEST_ACT_AS_QANAT"

func TestMain(m *testing.M) {
	if os.Getenv(actAsQanat) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// start runs qanat as a process of its own, whose end closes the channel.
func start(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer, <-chan struct{}) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), actAsQanat+"=1")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // tests look at the process' state
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // mostly it has ended
		<-ended
	})
	return cmd, &out, ended
}

// pipe makes a named pipe.
func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe.yaml")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestInterruptedSolveSaysSo(t *testing.T) {
	begun, script := pipe(t), filepath.Join(t.TempDir(), "slow.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho >"+begun+"\nexec sleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, sent := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(sent) {
			continue // as hangups are under nohup, whose children are to ignore them too
		}
		cmd, out, ended := start(t, "solve", "--solver", "exec:"+script)
		if _, err := os.ReadFile(begun); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(sent); err != nil {
			t.Fatal(err)
		}
		<-ended
		if code := cmd.ProcessState.ExitCode(); code != interrupted || out.String() != "qanat: interrupted\n" {
			t.Errorf("%v: exit status %d, printed %q", sent, code, out)
		}
	}
}

func TestInterruptedSolveKeepsWhatItFound(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	cmd := root()
	cmd.SetArgs([]string{"solve", "--solver", "nearest", "--json"})
	cmd.SetOut(&out)
	err := cmd.ExecuteContext(ctx)
	if !errors.Is(err, context.Canceled) || !strings.Contains(whatRemains(err), "best one found") {
		t.Error(err)
	}
	if !strings.Contains(out.String(), `"Status":"feasible"`) {
		t.Error(out.String())
	}
}

// TestSecondSignalEndsAtOnce signals while qanat waits for an input that nobody
// writes, until it ends: signals that come before the first is handled are lost.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	input := pipe(t)
	cmd, out, ended := start(t, "solve", "--problem", input)
	f, err := os.OpenFile(input, os.O_WRONLY, 0) // waits for the reader
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	again, patience := time.NewTicker(20*time.Millisecond), time.After(10*time.Second)
	defer again.Stop()
	for {
		select {
		case <-ended:
			if s := cmd.ProcessState.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != syscall.SIGINT {
				t.Errorf("%v, printed %q", cmd.ProcessState, out)
			}
			return
		case <-again.C:
			_ = cmd.Process.Signal(os.Interrupt) // or it has just ended
		case <-patience:
			t.Fatal("it still waits for its input")
		}
	}
}
