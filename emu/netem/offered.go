//go:build linux

package netem

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/impair"
)

// loopback is the index of the interface lo in any namespace.
const loopback = 1

// Offered says why netem does not work here, nil if it does: it gives a delay to
// the loopback interface of a namespace that ends with the attempt.
func Offered() error {
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // and not unlocked: the thread, and its namespace, end
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			result <- fmt.Errorf("a namespace to try netem in: %w", err)
			return
		}
		err := set(loopback, &impair.Impairment{Delay: time.Millisecond}, 0)
		if errors.Is(err, unix.ENOENT) {
			err = errors.New("this kernel has no netem: load sch_netem (Debian: apt-get install linux-image-amd64), or use the engine wire")
		}
		result <- err
	}()
	return <-result
}
