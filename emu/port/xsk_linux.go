package port

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// xsk is an AF_XDP socket on one queue of an interface. The pool's memory is its
// UMEM: descriptors are places in it. Each socket registers that memory for
// itself, so that none depends on another one's life.
type xsk struct {
	fd    int
	pool  *Pool
	queue int

	rx   shared[unix.XDPDesc]
	fill shared[uint64]
	lent []bool // frames that the kernel has for receiving
	need int    // frames that it is to get

	tx   shared[unix.XDPDesc]
	done shared[uint64]
	out  []bool // frames that the kernel has for sending
	last int    // how many these are
}

// openXSK opens a socket on a queue; it receives nothing until an XDP program
// leads frames to it.
func openXSK(o *Options, index, queue int) (s *xsk, err error) {
	s = &xsk{pool: o.Pool, queue: queue, lent: make([]bool, o.Pool.Frames()), out: make([]bool, o.Pool.Frames())}
	s.fd, err = unix.Socket(unix.AF_XDP, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket AF_XDP: %w", err)
	}
	if err := s.setup(o, index); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *xsk) setup(o *Options, index int) (err error) {
	if err := s.register(o.Pool); err != nil {
		return err
	}
	for _, option := range []int{unix.XDP_UMEM_FILL_RING, unix.XDP_UMEM_COMPLETION_RING, unix.XDP_RX_RING, unix.XDP_TX_RING} {
		if err := unix.SetsockoptInt(s.fd, unix.SOL_XDP, option, o.Room); err != nil {
			return fmt.Errorf("a ring of %d frames: %w", o.Room, err)
		}
	}
	var at unix.XDPMmapOffsets
	if err := ask(s.fd, unix.XDP_MMAP_OFFSETS, unsafe.Pointer(&at), unsafe.Sizeof(at)); err != nil {
		return fmt.Errorf("places of rings: %w", err)
	}
	if s.rx, err = mapRing[unix.XDPDesc](s.fd, unix.XDP_PGOFF_RX_RING, at.Rx, o.Room); err == nil {
		s.tx, err = mapRing[unix.XDPDesc](s.fd, unix.XDP_PGOFF_TX_RING, at.Tx, o.Room)
	}
	if err == nil {
		s.fill, err = mapRing[uint64](s.fd, unix.XDP_UMEM_PGOFF_FILL_RING, at.Fr, o.Room)
	}
	if err == nil {
		s.done, err = mapRing[uint64](s.fd, unix.XDP_UMEM_PGOFF_COMPLETION_RING, at.Cr, o.Room)
	}
	if err != nil {
		return fmt.Errorf("memory of rings: %w", err)
	}
	s.need = min(o.Room, o.Pool.Frames()/8) // a port has several rings, and there are several ports
	s.refill(s.need)
	flags := uint16(unix.XDP_USE_NEED_WAKEUP)
	if o.Copy {
		flags |= unix.XDP_COPY
	}
	if err := s.bind(&unix.SockaddrXDP{Flags: flags, Ifindex: uint32(index), QueueID: uint32(s.queue)}); err != nil {
		return fmt.Errorf("binding to queue %d: %w", s.queue, err)
	}
	return nil
}

// release is how long the kernel may take to give a queue back after its last
// socket was closed or its process died: it does so in a worker of its own, which
// on a busy machine waits for its turn.
const release = 2 * time.Second

// bind gives the socket its queue, as soon as it is free.
func (s *xsk) bind(to *unix.SockaddrXDP) error {
	for until := time.Now().Add(release); ; time.Sleep(time.Millisecond) {
		err := unix.Bind(s.fd, to)
		if err != unix.EBUSY {
			return err
		}
		if time.Now().After(until) {
			return fmt.Errorf("%w: another program has an AF_XDP socket there; end it", err)
		}
	}
}

// xdpHead is the room that the kernel leaves in front of received frames.
const xdpHead = 256

// register makes the pool's memory the socket's UMEM.
func (s *xsk) register(p *Pool) error {
	r := unix.XDPUmemReg{
		Addr: uint64(uintptr(unsafe.Pointer(unsafe.SliceData(p.memory)))), Len: uint64(len(p.memory)),
		Size: uint32(p.size), Headroom: uint32(max(p.head, xdpHead) - xdpHead),
	}
	_, _, e := unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(s.fd), unix.SOL_XDP, unix.XDP_UMEM_REG, uintptr(unsafe.Pointer(&r)), unsafe.Sizeof(r), 0)
	if e == unix.ENOBUFS || e == unix.ENOMEM {
		return fmt.Errorf("%d bytes of memory for frames may not be locked: raise 'ulimit -l', or make the pool smaller: %w", len(p.memory), e)
	}
	if e != 0 {
		return fmt.Errorf("memory for frames: %w", e)
	}
	return nil
}

// ask reads an option of the socket into a structure.
func ask(fd, option int, into unsafe.Pointer, size uintptr) error {
	length := uint32(size)
	_, _, e := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), unix.SOL_XDP, uintptr(option), uintptr(into), uintptr(unsafe.Pointer(&length)), 0)
	return errno(e)
}

// copies tells whether the kernel copies frames, since the driver cannot write
// into the pool.
func (s *xsk) copies() bool {
	var flags uint32
	err := ask(s.fd, unix.XDP_OPTIONS, unsafe.Pointer(&flags), unsafe.Sizeof(flags))
	return err != nil || flags&unix.XDP_OPTIONS_ZEROCOPY == 0
}

// statistics are what the kernel counted, since the socket was opened.
func (s *xsk) statistics() (missed, invalid uint64) {
	var st unix.XDPStatistics
	if ask(s.fd, unix.XDP_STATISTICS, unsafe.Pointer(&st), unsafe.Sizeof(st)) != nil {
		return 0, 0
	}
	// What found no frame to be filled counts as dropped too.
	tooLarge := st.Rx_dropped - min(st.Rx_dropped, st.Rx_fill_ring_empty_descs)
	return st.Rx_ring_full + st.Rx_fill_ring_empty_descs, tooLarge + st.Rx_invalid_descs + st.Tx_invalid_descs
}

// close ends the socket. Then the kernel touches no frame any more, and those that
// it had are the pool's again.
func (s *xsk) close() {
	unix.Close(s.fd)
	s.rx.unmap()
	s.tx.unmap()
	s.fill.unmap()
	s.done.unmap()
	for index := range s.lent {
		if s.lent[index] || s.out[index] {
			Put([]Frame{s.pool.frame(uint32(index))})
		}
	}
}
