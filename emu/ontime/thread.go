//go:build linux

// Package ontime makes a thread do things when they are due: a sleeping thread
// wakes up tens of microseconds late on Linux, and Go's timers about half a
// millisecond. A thread that is prompt sleeps until shortly before, and waits
// actively for the rest.
package ontime

import (
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Priority is the real-time priority of a prompt thread: above ordinary threads,
// below what the kernel itself needs.
type Priority int32

// The priorities. Links come before what measures them, since a probe that is late
// is noticed, and a link that is late is not.
const (
	Measures Priority = 10
	Carries  Priority = 20
)

// Prompt makes the calling thread, which must be locked, wake up on time as far
// as it may, and tells whether it has real-time priority.
func Prompt(priority Priority) (realtime bool) {
	unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) // ns; without it, timers are 50 us late
	return schedule(unix.SCHED_FIFO, priority)
}

// Share gives the calling thread's real-time priority back, for the time in which
// it is busy without a break: threads of the kernel that it depends on, such as
// those that receive packets, would not run beside it. It keeps more of the
// processor than others, but where sessions share processors as groups: there, a
// heavy thread takes weight from its own session alone, also from those of its
// threads that run on other processors. They got 3% beside one of another session.
func Share() {
	const most = -20
	if !grouped() {
		unix.Setpriority(unix.PRIO_PROCESS, 0, most) // where that is not permitted, it shares alike
	}
	schedule(unix.SCHED_NORMAL, 0)
}

// grouped tells whether the kernel makes a group of each session (autogroups, see
// sched(7)).
func grouped() bool {
	on, err := os.ReadFile("/proc/sys/kernel/sched_autogroup_enabled")
	return err == nil && len(on) > 0 && on[0] == '1'
}

func schedule(policy int, priority Priority) bool {
	param := struct{ priority Priority }{priority}
	_, _, errno := unix.RawSyscall(unix.SYS_SCHED_SETSCHEDULER, 0, uintptr(policy), uintptr(unsafe.Pointer(&param)))
	return errno == 0
}

// Until waits until a time, in nanoseconds of the real-time clock.
func (s *Spin) Until(at int64) {
	for {
		left := at - time.Now().UnixNano()
		if left <= 0 {
			return
		}
		if nap := left - int64(s.Window()); nap > 0 {
			rest := unix.NsecToTimespec(nap)
			if err := unix.Nanosleep(&rest, nil); err == nil { // else it ended early: the loop looks again
				s.Woke(time.Duration(time.Now().UnixNano() - (at - left + nap)))
			}
		}
	}
}
