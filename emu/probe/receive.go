//go:build linux

package probe

import (
	"encoding/binary"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/mmsg"
)

// batch is how many packets one system call receives.
const batch = 64

// inbox is room for one batch.
type inbox struct {
	messages []mmsg.Message
	vectors  [batch]unix.Iovec
	buffers  [batch][payload]byte
	control  [batch][128]byte
}

// receive takes packets until over is closed and nothing more is there. It need
// not be prompt: the kernel has stamped the packets.
func (r *Report) receive(fd int, over <-chan struct{}) error {
	in := &inbox{}
	in.messages = mmsg.Over(in.vectors[:])
	for k := range in.messages {
		in.vectors[k].Base = &in.buffers[k][0]
		in.vectors[k].SetLen(payload)
		in.messages[k].Control = &in.control[k][0]
	}
	latest := -1
	for {
		for k := range in.messages {
			in.messages[k].SetControllen(len(in.control[k]))
		}
		n, errno := mmsg.Receive(fd, in.messages, unix.MSG_WAITFORONE)
		switch {
		case errno == unix.EAGAIN:
			select {
			case <-over:
				return nil
			default:
				continue
			}
		case errno == unix.EINTR:
			continue
		case errno != 0:
			return fmt.Errorf("receive: %w", errno)
		}
		for k := range n {
			latest = r.take(in, k, latest)
		}
	}
}

// take notes message k and returns the largest number so far.
func (r *Report) take(in *inbox, k, latest int) int {
	number := binary.LittleEndian.Uint64(in.buffers[k][:])
	if in.messages[k].Length < payload || number >= uint64(len(r.Packets)) {
		return latest // not ours, or to warm up
	}
	at := r.arrival(in.control[k][:in.messages[k].Controllen])
	if r.First == 0 {
		r.First = at
	}
	r.Last = at
	r.Received++
	p := &r.Packets[number]
	p.Delays = append(p.Delays, time.Duration(at-int64(binary.LittleEndian.Uint64(in.buffers[k][8:]))))
	if int(number) < latest {
		r.Overtaken++
	}
	return max(latest, int(number))
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
