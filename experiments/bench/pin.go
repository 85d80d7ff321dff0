//go:build linux

package bench

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// processors lists those that the calling thread may run on.
func processors() (list []int, err error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return nil, fmt.Errorf("processors: %w", err)
	}
	for cpu := range len(set) * strconv.IntSize {
		if set.IsSet(cpu) {
			list = append(list, cpu)
		}
	}
	return list, nil
}

// pin lets a thread, 0 for the calling one, run on some processors only.
func pin(thread int, on ...int) error {
	var set unix.CPUSet
	for _, cpu := range on {
		set.Set(cpu)
	}
	if err := unix.SchedSetaffinity(thread, &set); err != nil {
		return fmt.Errorf("pin thread %d to processors %v: %w", thread, on, err)
	}
	return nil
}

// onProcessor runs f, on a thread that it keeps, on a processor: a process that f
// starts stays there.
func onProcessor(cpu int, f func() error) error {
	before, err := processors()
	if err == nil {
		err = pin(0, cpu)
	}
	if err != nil {
		return err
	}
	return errors.Join(f(), pin(0, before...))
}

// pinProcess lets all threads of a process run on some processors only; those that
// it starts later do the same.
func pinProcess(pid int, on ...int) error {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return err
	}
	for _, t := range threads {
		thread, err := strconv.Atoi(t.Name())
		if err == nil {
			err = pin(thread, on...)
		}
		if err != nil && !errors.Is(err, unix.ESRCH) { // it may have ended
			return err
		}
	}
	return nil
}

// aside lets this process, but for threads that are pinned later, run on one
// processor only, until restore: Go's own threads take time too. Goroutines still run
// on as many threads, which would otherwise follow.
func aside(cpu int) (restore func() error, err error) {
	before, err := processors()
	if err != nil {
		return nil, err
	}
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	restore = func() error {
		defer runtime.SetDefaultGOMAXPROCS()
		return pinProcess(os.Getpid(), before...)
	}
	if err := pinProcess(os.Getpid(), cpu); err != nil {
		return nil, errors.Join(err, restore())
	}
	return restore, nil
}

// prefer gives a process more of its processor than others get, as far as that is
// permitted: what is measured is to have it for itself. Where sessions are groups
// of the scheduler, its session gets more too, until restore.
func prefer(pid int) (restore func()) {
	const most = -20
	before, err := unix.Getpriority(unix.PRIO_PROCESS, pid)
	if err != nil {
		return func() {}
	}
	group := func(nice int) { // there is none where it fails
		_ = os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", pid), []byte(strconv.Itoa(nice)), 0)
	}
	set := func(nice int) {
		_ = unix.Setpriority(unix.PRIO_PROCESS, pid, nice)
		group(nice)
	}
	set(most)
	return func() { set(20 - before) } // the system call tells 20 less it
}
