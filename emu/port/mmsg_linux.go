package port

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/mmsg"
	"qanat/emu/tpacket"
)

// auxiliary is the control message that PACKET_AUXDATA adds.
type auxiliary struct {
	unix.Cmsghdr
	unix.TpacketAuxdata
	_ [4]byte
}

// inbox fetches frames by recvmmsg, straight into the pool's memory. Its first
// filled messages have frames; the virtio header goes right before the frame's
// data.
type inbox struct {
	fd       int
	pool     *Pool
	filled   int
	frames   [Batch]Frame
	vectors  [Batch]unix.Iovec
	extras   [Batch]auxiliary
	messages []mmsg.Message
}

func newInbox(p *Pool, fd int) *inbox {
	in := &inbox{fd: fd, pool: p}
	in.messages = mmsg.Over(in.vectors[:])
	for k := range in.messages {
		in.messages[k].Control = (*byte)(unsafe.Pointer(&in.extras[k]))
		in.messages[k].SetControllen(int(unsafe.Sizeof(auxiliary{})))
	}
	in.fill()
	return in
}

// fill gives frames to messages that have none.
func (in *inbox) fill() {
	n := in.pool.Get(in.frames[in.filled:])
	in.aim(in.filled, in.filled+n)
	in.filled += n
}

// refill gives new frames to the first messages, which were taken. If the pool has
// too few, frames of the last messages move there.
func (in *inbox) refill(taken int) {
	n := in.pool.Get(in.frames[:taken])
	for n < taken && in.filled > taken {
		in.filled--
		in.frames[n] = in.frames[in.filled]
		n++
	}
	if n < taken {
		in.filled = n
	}
	in.aim(0, n)
}

// aim lets messages be received into their frames.
func (in *inbox) aim(from, to int) {
	for k := from; k < to; k++ {
		in.vectors[k].Base = &in.pool.memory[in.pool.offset(in.frames[k].Data)-virtioBytes]
		in.vectors[k].SetLen(virtioBytes + cap(in.frames[k].Data))
	}
}

func (in *inbox) receive(frames []Frame, c *counters) (int, error) {
	if in.filled < Batch {
		in.fill()
	}
	want := min(in.filled, len(frames))
	if want == 0 {
		return 0, nil
	}
	arrived, e := mmsg.ReceiveNow(in.fd, in.messages[:want], 0)
	if e != 0 {
		return 0, trouble(in.fd, e)
	}
	n := 0
	for k := range in.messages[:arrived] {
		frames[n] = in.frames[k]
		if in.take(&frames[n], k) {
			n++
		} else {
			add(&c.cut, 1)
			Put(frames[n : n+1])
		}
	}
	in.refill(arrived)
	return n, nil
}

// take makes message k a frame; false if it is none.
func (in *inbox) take(f *Frame, k int) bool {
	m, extra := &in.messages[k], &in.extras[k].TpacketAuxdata
	m.SetControllen(int(unsafe.Sizeof(auxiliary{}))) // the kernel wrote how much it used
	if m.Length < virtioBytes || m.Flags&unix.MSG_TRUNC != 0 {
		return false
	}
	header := unsafe.Slice(in.vectors[k].Base, virtioBytes)
	f.Data = f.Data[:m.Length-virtioBytes]
	return finish(header, f.Data) && retag(f, tpacket.Tag{Status: extra.Status, TCI: extra.Vlan_tci, Kind: extra.Vlan_tpid})
}

func (in *inbox) missed() int { return int(tpacket.Missed(in.fd)) }

func (in *inbox) close() {
	Put(in.frames[:in.filled])
	in.filled = 0
}

// trouble is an error that a raw socket cannot recover from, nil for others.
func trouble(fd int, e unix.Errno) error {
	switch e {
	case unix.ENETDOWN, unix.ENXIO, unix.ENODEV: // the interface is down, or gone
		address, err := unix.Getsockname(fd)
		if link, ok := address.(*unix.SockaddrLinklayer); err == nil && ok && link.Ifindex > 0 {
			return nil
		}
		return fmt.Errorf("the interface is gone: %w", e)
	case unix.EBADF, unix.ENOTSOCK:
		return fmt.Errorf("the port is closed: %w", e)
	}
	return nil
}

// sender sends frames by sendmmsg, straight from the pools' memory.
type sender struct {
	fd       int
	vectors  [Batch]unix.Iovec
	messages []mmsg.Message
}

func (s *sender) send(frames []Frame, c *counters) (int, error) {
	if s.messages == nil {
		s.messages = mmsg.Over(s.vectors[:])
	}
	sent, refused, large := 0, 0, 0
	var err error
	for rest := frames; len(rest) > 0 && err == nil; {
		batch := rest[:min(len(rest), Batch)]
		for k := range batch {
			s.vectors[k].Base = unsafe.SliceData(batch[k].Data)
			s.vectors[k].SetLen(len(batch[k].Data))
		}
		n, e := mmsg.SendNow(s.fd, s.messages[:len(batch)])
		switch e {
		case 0:
			sent += n
			rest = rest[n:]
			continue
		case unix.EMSGSIZE, unix.EINVAL:
			large++
		default: // no room for this one; there may be for the next
			refused++
			err = trouble(s.fd, e)
		}
		rest = rest[1:]
	}
	Put(frames)
	return c.gave(sent, refused+len(frames)-sent-refused-large, large), err
}
