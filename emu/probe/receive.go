//go:build linux

package probe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/ontime"
)

// receive takes packets until over is closed and nothing more is there.
func (r *Report) receive(fd int, over <-chan struct{}) error {
	runtime.LockOSThread() // and not unlocked: its priority goes with it
	ontime.Prompt()
	buffer, control := make([]byte, payload), make([]byte, 256)
	latest := -1
	for {
		n, c, _, _, err := unix.Recvmsg(fd, buffer, control, 0)
		switch {
		case errors.Is(err, unix.EAGAIN):
			select {
			case <-over:
				return nil
			default:
				continue
			}
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return fmt.Errorf("receive: %w", err)
		}
		k := binary.LittleEndian.Uint64(buffer)
		if n < payload || k >= uint64(len(r.Packets)) {
			continue // not ours, or to warm up
		}
		at := r.arrival(control[:c])
		if r.First == 0 {
			r.First = at
		}
		r.Last = at
		r.Received++
		p := &r.Packets[k]
		p.Delays = append(p.Delays, time.Duration(at-int64(binary.LittleEndian.Uint64(buffer[8:]))))
		if int(k) < latest {
			r.Overtaken++
		}
		latest = max(latest, int(k))
	}
}

// arrival reads the kernel's stamp and its count of packets dropped.
func (r *Report) arrival(control []byte) int64 {
	at := time.Now().UnixNano()
	for len(control) >= unix.CmsgLen(0) {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
		length := int(h.Len)
		if length < unix.CmsgLen(0) || length > len(control) {
			break
		}
		data := control[unix.CmsgLen(0):length]
		switch {
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SO_TIMESTAMPNS && len(data) >= 16:
			at = int64(binary.NativeEndian.Uint64(data))*int64(time.Second) + int64(binary.NativeEndian.Uint64(data[8:]))
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SO_RXQ_OVFL && len(data) >= 4:
			r.Overrun = int(binary.NativeEndian.Uint32(data))
		}
		control = control[min(len(control), unix.CmsgSpace(length-unix.CmsgLen(0))):]
	}
	return at
}

// Delays lists the delays of all packets received, in the order they were sent.
func (r *Report) Delays() []time.Duration {
	var all []time.Duration
	for k := range r.Packets {
		all = append(all, r.Packets[k].Delays...)
	}
	return all
}

// Lost is the number of packets that never arrived, and Duplicated of those that
// arrived more than once.
func (r *Report) Lost() (n int) {
	for k := range r.Packets {
		if len(r.Packets[k].Delays) == 0 {
			n++
		}
	}
	return n
}

// Duplicated is the number of packets that arrived more than once.
func (r *Report) Duplicated() (n int) {
	for k := range r.Packets {
		if len(r.Packets[k].Delays) > 1 {
			n++
		}
	}
	return n
}
