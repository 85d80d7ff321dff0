package port

import (
	"fmt"

	"golang.org/x/sys/unix"

	"qanat/emu/tpacket"
)

// slots fetches frames from memory in which the kernel fills one slot per frame
// (TPACKET_V2): nothing is called, and no frame waits for others. It copies them
// into the pool, so that a slot is free again at once.
type slots struct {
	*tpacket.Ring
	fd   int
	pool *Pool
	idle asker
}

// openPacketSlots opens ports that share slots with the kernel.
func openPacketSlots(o Options, n int) ([]Port, error) {
	return openSockets(o, n, func(fd int) (receiver, error) {
		each := tpacket.PerBlock(o.Pool.size)
		ring, err := tpacket.New(fd, (o.Room+each-1)/each, o.Pool.size)
		if err != nil {
			return nil, err
		}
		return &slots{Ring: ring, fd: fd, pool: o.Pool}, nil
	})
}

func (s *slots) receive(frames []Frame, c *counters) (int, error) {
	filled := s.Filled(len(frames))
	if filled == 0 {
		return 0, s.idle.failed(s.fd)
	}
	got := s.pool.Get(frames[:filled])
	n := 0
	for k := range got {
		frames[n] = frames[k]
		if s.take(&frames[n]) {
			n++
		} else {
			add(&c.cut, 1)
			Put(frames[n : n+1])
		}
		s.Free(1)
	}
	return n, nil
}

// take copies the frame of the next slot; false if it is none, or does not fit.
func (s *slots) take(f *Frame) bool {
	h, slot := s.Slot(0)
	if h.Snaplen < h.Len || !f.Reserve(int(h.Snaplen)) {
		return false
	}
	copy(f.Data, slot[h.Mac:])
	return finish(slot[h.Mac-virtioBytes:h.Mac], f.Data) && retag(f, tpacket.Tag{Status: h.Status, TCI: h.Vlan_tci, Kind: h.Vlan_tpid})
}

func (s *slots) missed() int { return int(tpacket.Missed(s.fd)) }

func (s *slots) close() { s.Close() }

// asker asks a socket now and then what is wrong with it: memory does not tell.
type asker struct{ polls int }

func (a *asker) failed(fd int) error {
	if a.polls++; a.polls%1024 != 0 {
		return nil
	}
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return fmt.Errorf("the port is closed: %w", err)
	}
	return trouble(fd, unix.Errno(code))
}
