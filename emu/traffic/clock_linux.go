package traffic

import (
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/ontime"
)

// Machine is a Clock that all processes of a machine share: CLOCK_MONOTONIC, which
// nobody sets. It is for one goroutine, which stays on its thread.
type Machine struct {
	base   time.Time
	offset int64
	spin   ontime.Spin
}

// NewMachine returns the machine's clock. Go reads CLOCK_MONOTONIC without a system
// call, but from a start of its own; the difference is measured here, to within
// what the quickest of some readings takes, some tens of ns.
func NewMachine() (*Machine, error) {
	runtime.LockOSThread()
	m := &Machine{}
	quickest := time.Duration(1 << 62)
	for range 100 {
		var kernel unix.Timespec
		before := time.Now()
		if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &kernel); err != nil {
			return nil, fmt.Errorf("the machine's clock: %w", err)
		}
		if took := time.Since(before); took < quickest {
			quickest, m.base = took, before
			m.offset = kernel.Nano() - int64(took/2)
		}
	}
	return m, nil
}

// Now implements Clock.
func (m *Machine) Now() int64 { return m.offset + int64(time.Since(m.base)) }

// Until implements Clock: it sleeps if there is time to, and spins for the rest.
func (m *Machine) Until(at int64) {
	if left := at - m.Now(); left > 0 {
		m.spin.Until(time.Now().UnixNano() + left)
	}
}

// Prepare makes the goroutine's thread prompt. One that sends often never sleeps,
// and would be stopped by the kernel's limit on real-time threads, and stop those
// that it depends on; it gets a large share of a processor instead.
func (m *Machine) Prepare(packetsPerSecond float64) {
	if ontime.Prompt(ontime.Measures); packetsPerSecond > busy {
		ontime.Share()
	}
}

// busy is the rate above which gaps are shorter than it takes to wake up.
const busy = 4000 // packets/s
