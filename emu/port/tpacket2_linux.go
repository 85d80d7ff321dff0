package port

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// slots fetches frames from memory in which the kernel fills one slot per frame
// (TPACKET_V2): nothing is called, and no frame waits for others. It copies them
// into the pool, so that a slot is free again at once.
type slots struct {
	fd     int
	pool   *Pool
	memory []byte
	at     []int // where slots begin
	next   int   // slot to be read
	idle   asker
}

// openPacketSlots opens ports that share slots with the kernel.
func openPacketSlots(o Options, n int) ([]Port, error) {
	return openSockets(o, n, func(fd int) (receiver, error) { return newSlots(&o, fd) })
}

func newSlots(o *Options, fd int) (*slots, error) {
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V2); err != nil {
		return nil, fmt.Errorf("TPACKET_V2: %w", err)
	}
	const block, headers = 64 << 10, 256 // what stands before a frame takes less than 100
	size := o.Pool.size + headers
	each := block / size
	blocks := (o.Room + each - 1) / each
	request := unix.TpacketReq{Block_size: block, Block_nr: uint32(blocks), Frame_size: uint32(size), Frame_nr: uint32(blocks * each)}
	if err := unix.SetsockoptTpacketReq(fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &request); err != nil {
		return nil, fmt.Errorf("memory for %d frames: %w", blocks*each, err)
	}
	s := &slots{fd: fd, pool: o.Pool}
	for k := range blocks * each {
		s.at = append(s.at, k/each*block+k%each*size)
	}
	var err error
	if s.memory, err = unix.Mmap(fd, 0, blocks*block, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); err != nil {
		return nil, fmt.Errorf("memory for frames: %w", err)
	}
	return s, nil
}

// header is the description of the k-th slot from the one to be read.
func (s *slots) header(k int) (h *unix.Tpacket2Hdr, at int) {
	if k += s.next; k >= len(s.at) {
		k -= len(s.at)
	}
	return (*unix.Tpacket2Hdr)(unsafe.Pointer(&s.memory[s.at[k]])), s.at[k]
}

func (s *slots) receive(frames []Frame, c *counters) (int, error) {
	filled, most := 0, min(len(frames), len(s.at))
	for filled < most {
		if h, _ := s.header(filled); atomic.LoadUint32(&h.Status)&unix.TP_STATUS_USER == 0 {
			break
		}
		filled++
	}
	if filled == 0 {
		return 0, s.idle.failed(s.fd)
	}
	got := s.pool.Get(frames[:filled])
	n := 0
	for k := range got {
		frames[n] = frames[k]
		h, at := s.header(k)
		if s.take(&frames[n], h, at) {
			n++
		} else {
			add(&c.cut, 1)
			Put(frames[n : n+1])
		}
		atomic.StoreUint32(&h.Status, unix.TP_STATUS_KERNEL)
	}
	if s.next += got; s.next >= len(s.at) {
		s.next -= len(s.at)
	}
	return n, nil
}

// take copies a frame out of its slot; false if it is none, or does not fit.
func (s *slots) take(f *Frame, h *unix.Tpacket2Hdr, at int) bool {
	from := at + int(h.Mac)
	if h.Snaplen < h.Len || !f.Reserve(int(h.Snaplen)) {
		return false
	}
	copy(f.Data, s.memory[from:])
	return finish(s.memory[from-virtioBytes:from], f.Data) && retag(f, h.Status, h.Vlan_tci, h.Vlan_tpid)
}

func (s *slots) missed() int {
	stats, err := unix.GetsockoptTpacketStats(s.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return 0
	}
	return int(stats.Drops)
}

func (s *slots) close() { _ = unix.Munmap(s.memory) }

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
