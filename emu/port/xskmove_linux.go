package port

import "golang.org/x/sys/unix"

// receive takes frames that have arrived and gives the kernel others for them.
func (s *xsk) receive(frames []Frame) int {
	n := s.rx.filled(len(frames))
	for k := range n {
		d := s.rx.slot(k)
		index := uint32(d.Addr) / uint32(s.pool.size)
		end := (int(index) + 1) * s.pool.size
		at := int(d.Addr)
		frames[k] = Frame{Data: s.pool.memory[at : at+int(d.Len) : end], pool: s.pool, index: index}
		s.lent[index] = false
		finishUntold(frames[k].Data)
	}
	if n > 0 {
		s.rx.release(n)
		s.need += n
	}
	if s.need >= Batch || n == 0 && s.need > 0 {
		s.refill(s.need)
	}
	if n == 0 && s.fill.asleep() {
		unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(s.fd), 0, 0, unix.MSG_DONTWAIT, 0, 0)
	}
	return n
}

// refill gives the kernel up to n frames to receive into.
func (s *xsk) refill(n int) {
	var frames [2 * Batch]Frame
	for n > 0 {
		got := s.pool.Get(frames[:s.fill.room(min(n, len(frames)))])
		for k := range frames[:got] {
			index := frames[k].index
			*s.fill.slot(k) = uint64(index) * uint64(s.pool.size)
			s.lent[index] = true
		}
		if got == 0 {
			return
		}
		s.fill.publish(got)
		s.need -= got
		n -= got
	}
}

// send gives the kernel frames of the pool and returns how many it took. The
// others are still the caller's.
func (s *xsk) send(frames []Frame) int {
	n := s.tx.room(len(frames))
	for k := range frames[:n] {
		f := &frames[k]
		*s.tx.slot(k) = unix.XDPDesc{Addr: uint64(s.pool.offset(f.Data)), Len: uint32(len(f.Data))}
		s.out[f.index] = true
	}
	if n > 0 {
		s.tx.publish(n)
		s.last += n
	}
	return n
}

// kick lets the kernel send what it was given, and returns an error that says the
// interface is gone.
func (s *xsk) kick() error {
	for range 1 + s.last/Batch {
		if !s.tx.asleep() {
			return nil
		}
		_, _, e := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(s.fd), 0, 0, unix.MSG_DONTWAIT, 0, 0)
		switch e {
		case unix.EAGAIN: // it sends a batch at a time
			s.reclaim()
		case unix.ENXIO, unix.ENODEV, unix.EBADF:
			return e
		default: // sent, or busy, or down: the next call goes on
			return nil
		}
	}
	return nil
}

// reclaim puts frames that were sent back into the pool.
func (s *xsk) reclaim() {
	var frames [2 * Batch]Frame
	for {
		n := s.done.filled(len(frames))
		if n == 0 {
			return
		}
		for k := range n {
			index := uint32(*s.done.slot(k)) / uint32(s.pool.size)
			frames[k] = Frame{pool: s.pool, index: index}
			s.out[index] = false
		}
		s.done.release(n)
		s.last -= n
		s.pool.put(frames[:n])
	}
}
