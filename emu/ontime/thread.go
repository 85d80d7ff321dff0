//go:build linux

// Package ontime makes a thread do things when they are due: a sleeping thread
// wakes up tens of microseconds late on Linux, and Go's timers about half a
// millisecond. A thread that is prompt sleeps until shortly before, and waits
// actively for the rest.
package ontime

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Spin is how long before the time a prompt thread stops sleeping: timers are
// seldom later than that.
const Spin = 130 * time.Microsecond

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
	param := struct{ priority Priority }{priority}
	_, _, errno := unix.RawSyscall(unix.SYS_SCHED_SETSCHEDULER, 0, unix.SCHED_FIFO, uintptr(unsafe.Pointer(&param)))
	return errno == 0
}

// Until waits until a time, in nanoseconds of the real-time clock.
func Until(at int64) {
	for {
		left := at - time.Now().UnixNano()
		if left <= 0 {
			return
		}
		if left > int64(Spin) {
			rest := unix.NsecToTimespec(left - int64(Spin))
			unix.Nanosleep(&rest, nil) // may end early: the loop looks again
		}
	}
}
