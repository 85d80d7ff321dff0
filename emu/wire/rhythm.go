//go:build linux

package wire

import (
	"time"

	"qanat/emu/ontime"
)

// rhythm gives a worker's thread real-time priority while it sleeps between
// packets, so that it wakes up on time, and takes it away while packets are so
// dense that it never sleeps.
type rhythm struct {
	realtime bool
	last     int64 // when it last slept, ns
	since    int64 // since when it sleeps again and again
}

const (
	// breath is how long the thread must have waited in the kernel to have slept.
	breath = 20 * time.Microsecond
	// breathless is how long without sleep is too long for real-time priority,
	// and steady how long the thread must have slept again and again to get it
	// back.
	breathless = 5 * time.Millisecond
	steady     = 100 * time.Millisecond
)

// waited notes that the thread has waited in the kernel.
func (r *rhythm) waited(from, to int64) {
	if to-from < int64(breath) {
		r.busy(to)
		return
	}
	if r.last == 0 || !r.realtime && to-r.since > int64(steady) {
		r.realtime = ontime.Prompt(ontime.Carries)
	}
	r.last = to
}

// busy notes that the thread goes on without sleeping.
func (r *rhythm) busy(now int64) {
	if now-r.last <= int64(breathless) {
		return
	}
	if r.since = now; r.realtime {
		ontime.Share()
		r.realtime = false
	}
}
