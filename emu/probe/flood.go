//go:build linux

package probe

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/mmsg"
)

// Flood sends packets as fast as the kernel takes them, for a while, to a
// receiver that does not look at them, and returns how many were sent. Who wants
// to know how many arrive asks the link.
func Flood(ctx context.Context, s Spec, while time.Duration) (sent int, err error) {
	s.Size = max(s.Size, smallest)
	p, err := open(&s)
	if err != nil {
		return 0, fmt.Errorf("flood: %w", err)
	}
	defer p.close()
	unix.SetsockoptInt(p.in, unix.SOL_SOCKET, unix.SO_RCVBUF, 1) // from now on, what arrives is dropped
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	packet := append(p.header, make([]byte, s.Size-headers)...)
	var vectors [batch]unix.Iovec
	for k := range vectors {
		vectors[k].Base = &packet[0]
		vectors[k].SetLen(len(packet))
	}
	messages := mmsg.Over(vectors[:])
	for end := time.Now().Add(while); time.Now().Before(end) && ctx.Err() == nil; {
		n, errno := mmsg.SendNow(p.out, messages)
		if errno != 0 && errno != unix.ENOBUFS && errno != unix.EAGAIN {
			return sent, fmt.Errorf("flood: %w", errno)
		}
		if errno == 0 {
			sent += n
		}
	}
	return sent, ctx.Err()
}
