//go:build linux

package netem

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/impair"
	"qanat/emu/kernel"
)

// Offered says why netem does not work here, nil if it does.
func Offered() error { return attempt(nil) }

// Seeded says why netem's chances cannot be repeated here, nil if they can: it
// gives netem a seed and looks whether the kernel knows of it.
func Seeded() error {
	return attempt(func() error {
		s, err := readNetem(kernel.Loopback)
		if err == nil && s.seed != anySeed {
			err = errors.New("this kernel's netem takes no seed: Linux 6.6 and newer do")
		}
		return err
	})
}

const anySeed = 4711

// attempt gives a delay to the loopback interface of a namespace that ends with the
// attempt, and looks at it.
func attempt(look func() error) error {
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // and not unlocked: the thread, and its namespace, end
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			result <- fmt.Errorf("a namespace to try netem in: %w", err)
			return
		}
		err := set(kernel.Loopback, &impair.Impairment{Delay: time.Millisecond}, anySeed)
		if errors.Is(err, unix.ENOENT) {
			err = errors.New("this kernel has no netem: load sch_netem (Debian: apt-get install linux-image-amd64), or use the engine wire")
		}
		if err == nil && look != nil {
			err = look()
		}
		result <- err
	}()
	return <-result
}
