package tpacket

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Ring is the memory of one socket. It is for one goroutine.
type Ring struct {
	memory []byte
	bytes  int   // of a slot
	at     []int // where slots begin
	next   int   // slot to be read
}

const (
	// BlockBytes is what the kernel takes in one piece, which slots do not span.
	BlockBytes = 64 << 10
	// before is room for what stands before a frame, less than 100 bytes, and
	// align what a slot's size is a multiple of.
	before, align = 128, 16
)

func slotBytes(frame int) int { return (frame + before + align - 1) / align * align }

// PerBlock is how many frames of so many bytes a block has slots for.
func PerBlock(frame int) int { return BlockBytes / slotBytes(frame) }

// New gives a socket that is not bound yet slots in a number of blocks, for frames of
// so many bytes at most. Longer ones are cut.
func New(fd, blocks, frame int) (*Ring, error) {
	each := PerBlock(frame)
	slots, bytes := blocks*each, slotBytes(frame)
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V2); err != nil {
		return nil, fmt.Errorf("TPACKET_V2: %w", err)
	}
	request := unix.TpacketReq{Block_size: BlockBytes, Block_nr: uint32(blocks), Frame_size: uint32(bytes), Frame_nr: uint32(slots)}
	if err := unix.SetsockoptTpacketReq(fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &request); err != nil {
		return nil, fmt.Errorf("%d bytes of memory for %d frames: %w", blocks*BlockBytes, slots, err)
	}
	memory, err := unix.Mmap(fd, 0, blocks*BlockBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("%d bytes of memory for %d frames: %w", blocks*BlockBytes, slots, err)
	}
	r := &Ring{memory: memory, bytes: bytes}
	for k := range slots {
		r.at = append(r.at, k/each*BlockBytes+k%each*bytes)
	}
	return r, nil
}

// Slots is how many there are.
func (r *Ring) Slots() int { return len(r.at) }

// Slot returns the k-th slot from the one to be read: its description, and all of its
// memory, of which h.Mac says where the frame begins.
func (r *Ring) Slot(k int) (h *unix.Tpacket2Hdr, slot []byte) {
	if k += r.next; k >= len(r.at) {
		k -= len(r.at)
	}
	slot = r.memory[r.at[k]:][:r.bytes]
	return (*unix.Tpacket2Hdr)(unsafe.Pointer(&slot[0])), slot
}

// Filled is how many slots in a row the kernel has filled, at most so many.
func (r *Ring) Filled(most int) (n int) {
	for most = min(most, len(r.at)); n < most; n++ {
		if h, _ := r.Slot(n); atomic.LoadUint32(&h.Status)&unix.TP_STATUS_USER == 0 {
			break
		}
	}
	return n
}

// Free gives the first n slots, which are filled, back to the kernel.
func (r *Ring) Free(n int) {
	for k := range n {
		h, _ := r.Slot(k)
		atomic.StoreUint32(&h.Status, unix.TP_STATUS_KERNEL)
	}
	if r.next += n; r.next >= len(r.at) {
		r.next -= len(r.at)
	}
}

// Close takes the memory away from this process; the socket keeps its own until it is
// closed.
func (r *Ring) Close() { _ = unix.Munmap(r.memory) }

// Missed is how many packets the kernel has dropped, since it was last asked, because
// the socket had no room for them. It is for sockets without a ring too.
func Missed(fd int) uint64 {
	stats, err := unix.GetsockoptTpacketStats(fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return 0
	}
	return uint64(stats.Drops)
}
