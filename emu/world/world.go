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
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return fmt.Errorf("a world is entered with nsenter (Debian: util-linux): %w", err)
	}
	holder, use, err := hold()
	if err != nil {
		return err
	}
	defer use.Close()
	if _, err := unix.FcntlInt(use.Fd(), unix.F_SETFD, 0); err != nil { // whoever takes this place keeps it
		return fmt.Errorf("world: %w", err)
	}
	keeper, err := json.Marshal(holder)
	if err != nil {
		return fmt.Errorf("world: %w", err)
	}
	argv := append([]string{nsenter, "--target", strconv.Itoa(holder.PID), "--user", "--preserve-credentials", "--mount", "--net", "--wd=.", program}, arguments...)
	return fmt.Errorf("nsenter: %w", unix.Exec(nsenter, argv, append(os.Environ(), fmt.Sprintf("%s=%d", inside, use.Fd()), live.KeeperVariable+"="+string(keeper))))
}

// Files that a holder is given: readyFile is where it says that the world is there,
// or why not, and usedFile tells whether anybody is in it.
const (
	readyFile = 3
	usedFile  = 4
)

// start starts a holder in a new world. use is the file that those in it lock.
func start(use string) (live.Process, error) {
	used, err := os.OpenFile(use, os.O_RDWR, 0) // of its own, since locks belong to who has opened the file
	if err != nil {
		return live.Process{}, fmt.Errorf("world: %w", err)
	}
	defer used.Close()
	ready, tell, err := os.Pipe()
	if err != nil {
		return live.Process{}, err
	}
	defer ready.Close()
	cmd := exec.Command("/proc/self/exe", "world") // what it is, for those who list processes
	cmd.Env = append(os.Environ(), inside+"=holder")
	cmd.ExtraFiles = []*os.File{tell, used}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid:      true,
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	err = cmd.Start()
	tell.Close()
	if err != nil {
		return live.Process{}, refusal(err)
	}
	said := make([]byte, 1000)
	n, _ := ready.Read(said) // nothing, if it has died
	if string(said[:n]) != live.AgentReady {
		cmd.Process.Kill()
		cmd.Wait() // it was killed, or has ended
		return live.Process{}, refusal(fmt.Errorf("%s", said[:n]))
	}
	holder, _ := live.ProcessOf(cmd.Process.Pid)
	return holder, cmd.Process.Release()
}

// refusal is why there is no world: the kernel's settings tell more than its
// error.
func refusal(err error) error {
	if refused := Refused("/proc/sys"); refused != nil {
		return fmt.Errorf("%w (%w)", refused, err)
	}
	return fmt.Errorf("this machine does not let you make a world of your own, as containers and chroots often do not: run it as root instead: %w", err)
}

func init() {
	switch role := os.Getenv(inside); role {
	case "":
		return
	case "holder":
	default: // what is started from here need not keep the world: its lab does
		if fd, err := strconv.Atoi(role); err == nil {
			unix.CloseOnExec(fd)
		}
		return
	}
	tell := os.NewFile(readyFile, "ready")
	if err := prepare(); err != nil {
		fmt.Fprint(tell, err)
		os.Exit(1)
	}
	fmt.Fprint(tell, live.AgentReady)
	tell.Close()
	wait(live.Root, usedFile, idle, time.Second)
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

// wait waits until no lab has been in a folder, and nobody has locked the file used,
// for so long. It returns with that file locked, which the holder's end unlocks.
func wait(labs string, used int, idle, every time.Duration) {
	last := time.Now()
	for range time.Tick(every) {
		entries, err := os.ReadDir(labs)
		if len(entries) > 0 || unix.Flock(used, unix.LOCK_EX|unix.LOCK_NB) != nil {
			last = time.Now()
			continue
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) || time.Since(last) > idle {
			return
		}
		unix.Flock(used, unix.LOCK_UN) // it is ours
	}
}
