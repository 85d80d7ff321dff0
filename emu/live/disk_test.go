//go:build linux

package live_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/internal/privileged"
)

// onSmallDisk makes the test's program a process that has a /run of its own, with
// little room.
const onSmallDisk = "QANAT_TEST_SMALL_DISK"

// TestFullDiskIsReportedAndLabsGoDown in a process with mounts of its own.
func TestFullDiskIsReportedAndLabsGoDown(t *testing.T) {
	privileged.Require(t, root)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), onSmallDisk+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s%v", out, err)
	}
}

const talkative = `
name: talkative
nodes: [{name: a}]
processes: [{node: a, name: p, command: [sh, -c, 'echo up; while [ ! -e /run/go ]; do sleep 0.01; done; head -c 400000 /dev/zero; sleep 600'], ready: {output: up}}]
`

func smallDisk() error {
	if err := errors.Join(unix.Mount("", "/", "", unix.MS_SLAVE|unix.MS_REC, ""), unix.Mount("small", "/run", "tmpfs", 0, "size=256k")); err != nil {
		return err
	}
	p, err := lab.Read([]byte(talkative), "f")
	if err != nil {
		return err
	}
	const filler = "/run/filler"
	if err := os.WriteFile(filler, make([]byte, 1<<20), 0o600); !errors.Is(err, unix.ENOSPC) {
		return fmt.Errorf("the disk is not full: %w", err)
	}
	if _, err := live.Up(context.Background(), p, live.Options{}); !errors.Is(err, unix.ENOSPC) {
		return fmt.Errorf("on a full disk: %w", err)
	}
	if err := errors.Join(empty(), os.Remove(filler)); err != nil {
		return err
	}
	r, err := live.Up(context.Background(), p, live.Options{})
	if err != nil {
		return err
	}
	if err := os.WriteFile("/run/go", nil, 0o600); err != nil {
		return err
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(20 * time.Second); ; <-tick.C {
		a, err := r.Ask(live.Question{})
		if err != nil {
			return err
		}
		if x := a.Processes[0]; x.State == "running" && strings.Contains(x.Log, "no space left on device") {
			break
		}
		if time.Now().After(late) {
			return fmt.Errorf("the full disk is not reported: %+v", a.Processes)
		}
	}
	return errors.Join(live.Remove(r.ID), empty())
}

// empty demands that nothing is left of any lab.
func empty() error {
	folders, err := filepath.Glob(filepath.Join(live.Root, "*"))
	spaces, failed := kernel.Names("")
	if err := errors.Join(err, failed); err != nil || len(folders)+len(spaces) > 0 {
		return fmt.Errorf("%v and %v are left, %w", folders, spaces, err)
	}
	return nil
}
