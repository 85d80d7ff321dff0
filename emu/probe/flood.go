//go:build linux

package probe

import (
	"context"
	"fmt"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
)

// Flood sends packets as fast as the kernel takes them, for a while, to a
// receiver that does not look at them, and returns how many were sent. Who wants
// to know how many arrive asks the link.
func Flood(ctx context.Context, s Spec, while time.Duration) (sent int, err error) {
	var in, out int
	if err := kernel.Do(s.To, func() (err error) { in, err = listen(s.Address); return err }); err != nil {
		return 0, fmt.Errorf("flood: receiver: %w", err)
	}
	defer unix.Close(in)
	name, err := unix.Getsockname(in)
	if err != nil {
		return 0, fmt.Errorf("flood: receiver: %w", err)
	}
	if err := kernel.Do(s.From, func() (err error) { out, err = dial(name); return err }); err != nil {
		return 0, fmt.Errorf("flood: sender: %w", err)
	}
	defer unix.Close(out)
	if err := warm(out, in); err != nil {
		return 0, fmt.Errorf("flood: %w", err)
	}
	unix.SetsockoptInt(in, unix.SOL_SOCKET, unix.SO_RCVBUF, 1) // from now on, what arrives is dropped
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	payload := make([]byte, max(s.Size, smallest)-headers)
	vector := unix.Iovec{Base: &payload[0]}
	vector.SetLen(len(payload))
	var messages [batch]message
	for k := range messages {
		messages[k].Iov = &vector
		messages[k].SetIovlen(1)
	}
	for end := time.Now().Add(while); time.Now().Before(end) && ctx.Err() == nil; {
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(out), uintptr(unsafe.Pointer(&messages)), batch, 0, 0, 0)
		if errno != 0 && errno != unix.ENOBUFS && errno != unix.EAGAIN {
			return sent, fmt.Errorf("flood: %w", errno)
		}
		if errno == 0 {
			sent += int(n)
		}
	}
	return sent, ctx.Err()
}
