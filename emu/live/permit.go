//go:build linux

package live

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Permitted says what is missing for making namespaces, nil if nothing is: it
// makes one, on a thread that ends with it.
func Permitted() error {
	failed := make(chan error)
	go func() {
		runtime.LockOSThread() // and not unlocked: the thread, and its namespace, end
		failed <- unix.Unshare(unix.CLONE_NEWNET)
	}()
	err := <-failed
	switch {
	case err == nil:
		return nil
	case os.Geteuid() != 0:
		return fmt.Errorf("making network namespaces needs root: run it with sudo, or with --rootless (%w)", err)
	}
	return fmt.Errorf("network namespaces cannot be made here, not even by root: a container needs the capability SYS_ADMIN for it (%w)", err)
}
