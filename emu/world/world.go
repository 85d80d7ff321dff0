//go:build linux

// Package world makes labs possible without root, where user namespaces permit.
//
// A world is a user namespace in which its owner is root, with mounts and a
// network of its own. Whatever runs in it makes and removes labs as root does, and
// touches nothing outside. A process, the holder, keeps a user's world alive as
// long as any lab is up in it. Commands enter it by running themselves once more
// inside, through nsenter.
//
// Inside there is no real-time priority, and receive buffers are as small as the
// machine allows everybody: delays are less exact, and user-space links lose
// packets at lower rates.
package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/live"
)

// inside is a variable of the environment of those who are in a world.
const inside = "QANAT_WORLD"

// Inside tells whether this process is in a world.
func Inside() bool { return os.Getenv(inside) != "" }

// Enter runs this program once more, with arguments, in the user's world and in
// place of this process. It returns only if that fails.
func Enter(arguments []string) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("world: %w", err)
	}
	holder, err := hold()
	if err != nil {
		return err
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return fmt.Errorf("a world is entered with nsenter (Debian: util-linux): %w", err)
	}
	argv := append([]string{nsenter, "--target", strconv.Itoa(holder.PID), "--user", "--preserve-credentials", "--mount", "--net", "--wd=.", program}, arguments...)
	return fmt.Errorf("nsenter: %w", unix.Exec(nsenter, argv, append(os.Environ(), inside+"=1")))
}

// register is where a user's holder is written down.
func register() string {
	folder := os.Getenv("XDG_RUNTIME_DIR")
	if folder == "" {
		folder = filepath.Join(os.TempDir(), fmt.Sprintf("qanat-%d", os.Getuid()))
	}
	return filepath.Join(folder, "qanat-world.json")
}

// hold returns the user's holder, after starting one if there is none.
func hold() (holder live.Process, err error) {
	path := register()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return holder, fmt.Errorf("world: %w", err)
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return holder, fmt.Errorf("world: %w", err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return holder, fmt.Errorf("world: %w", err)
	}
	if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &holder) == nil && holder.Alive() {
		return holder, nil
	}
	if holder, err = start(); err != nil {
		return holder, err
	}
	text, err := json.Marshal(holder)
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	return holder, err
}

// readyFile is where a holder says that the world is there, or why not.
const readyFile = 3

// start starts a holder in a new world.
func start() (live.Process, error) {
	ready, tell, err := os.Pipe()
	if err != nil {
		return live.Process{}, err
	}
	defer ready.Close()
	cmd := exec.Command("/proc/self/exe", "world") // what it is, for those who list processes
	cmd.Env = append(os.Environ(), inside+"=holder")
	cmd.ExtraFiles = []*os.File{tell}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid:      true,
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	err = cmd.Start()
	tell.Close()
	if err != nil {
		return live.Process{}, fmt.Errorf("this machine does not let you make user namespaces ('qanat doctor' says more): run it as root instead: %w", err)
	}
	said := make([]byte, 1000)
	n, _ := ready.Read(said) // nothing, if it has died
	if string(said[:n]) != live.AgentReady {
		cmd.Process.Kill()
		cmd.Wait() // it was killed, or has ended
		return live.Process{}, fmt.Errorf("world: %s", said[:n])
	}
	holder, _ := live.ProcessOf(cmd.Process.Pid)
	return holder, cmd.Process.Release()
}

func init() {
	if os.Getenv(inside) != "holder" {
		return
	}
	tell := os.NewFile(readyFile, "ready")
	if err := prepare(); err != nil {
		fmt.Fprint(tell, err)
		os.Exit(1)
	}
	fmt.Fprint(tell, live.AgentReady)
	tell.Close()
	wait()
	os.Exit(0)
}

// prepare gives the world a /run of its own, which is writable, and in which
// nothing of the machine's is.
func prepare() error {
	if err := unix.Mount("", "/", "", unix.MS_SLAVE|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("mounts of its own: %w", err)
	}
	if err := unix.Mount("qanat", "/run", "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("/run: %w", err)
	}
	return nil
}

// idle is how long a world outlives its last lab.
const idle = 30 * time.Second

// wait waits until no lab has been up for a while.
func wait() {
	last := time.Now()
	for range time.Tick(time.Second) {
		entries, err := os.ReadDir(live.Root)
		if err == nil && len(entries) > 0 {
			last = time.Now()
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) || time.Since(last) > idle {
			return
		}
	}
}
