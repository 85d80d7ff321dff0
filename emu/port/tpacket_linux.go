package port

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/tpacket"
)

// blockBytes is the size of the blocks that the kernel fills and hands over: a
// hundred small frames. Larger ones cost less per frame, and wait longer.
const blockBytes = 16 << 10

// blocks fetches frames from memory that the kernel fills block by block
// (TPACKET_V3). It copies them into the pool: a block must be handed back as a
// whole, and a port downstream may keep a frame for as long as it wants.
type blocks struct {
	fd     int
	pool   *Pool
	memory []byte
	block  int // being read
	left   int // frames of it, if opened
	opened bool
	next   int // where in memory the next frame's header is
	idle   asker
}

// openPacketRing opens ports that share memory with the kernel.
func openPacketRing(o Options, n int) ([]Port, error) {
	return openSockets(o, n, func(fd int) (receiver, error) { return newBlocks(&o, fd) })
}

func newBlocks(o *Options, fd int) (receiver, error) {
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return nil, fmt.Errorf("TPACKET_V3: %w", err)
	}
	const small = 160 // what a frame of 64 bytes takes with its header
	number := max(4, o.Room*small/blockBytes)
	request := unix.TpacketReq3{
		Block_size: blockBytes, Block_nr: uint32(number),
		Frame_size: 2048, Frame_nr: uint32(number * blockBytes / 2048), // only checked
		Retire_blk_tov: 1, // ms
	}
	if err := unix.SetsockoptTpacketReq3(fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &request); err != nil {
		return nil, fmt.Errorf("%d blocks of memory: %w", number, err)
	}
	memory, err := unix.Mmap(fd, 0, number*blockBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("memory of blocks: %w", err)
	}
	return &blocks{fd: fd, pool: o.Pool, memory: memory}, nil
}

// header is the description of the block being read.
func (b *blocks) header() *unix.TpacketHdrV1 {
	const before = 8 // version and offset of private data
	return (*unix.TpacketHdrV1)(unsafe.Pointer(&b.memory[b.block*blockBytes+before]))
}

func (b *blocks) receive(frames []Frame, c *counters) (int, error) {
	n := 0
	for n < len(frames) && b.open() {
		got := b.pool.Get(frames[n:min(len(frames), n+b.left)])
		if got == 0 {
			break
		}
		taken := n
		for k := n; k < n+got; k++ {
			frames[taken] = frames[k]
			if b.take(&frames[taken]) {
				taken++
			} else {
				add(&c.cut, 1)
				Put(frames[taken : taken+1])
			}
		}
		n = taken
	}
	if n > 0 {
		return n, nil
	}
	return 0, b.idle.failed(b.fd)
}

// open tells whether a frame is left in the block being read, and goes on to the
// next block if it is full.
func (b *blocks) open() bool {
	for b.left == 0 {
		h := b.header()
		if b.opened {
			atomic.StoreUint32(&h.Block_status, unix.TP_STATUS_KERNEL)
			b.opened = false
			b.block = (b.block + 1) % (len(b.memory) / blockBytes)
			continue
		}
		if atomic.LoadUint32(&h.Block_status)&unix.TP_STATUS_USER == 0 {
			return false
		}
		b.opened = true
		b.left = int(h.Num_pkts)
		b.next = b.block*blockBytes + int(h.Offset_to_first_pkt)
	}
	return true
}

// take copies the next frame; false if it is none, or does not fit.
func (b *blocks) take(f *Frame) bool {
	h := (*unix.Tpacket3Hdr)(unsafe.Pointer(&b.memory[b.next]))
	at := b.next + int(h.Mac)
	b.next += int(h.Next_offset)
	b.left--
	if h.Snaplen < h.Len || !f.Reserve(int(h.Snaplen)) {
		return false
	}
	copy(f.Data, b.memory[at:])
	return finish(b.memory[at-virtioBytes:at], f.Data) && retag(f, tpacket.Tag{Status: h.Status, TCI: uint16(h.Hv1.Vlan_tci), Kind: h.Hv1.Vlan_tpid})
}

func (b *blocks) missed() int {
	stats, err := unix.GetsockoptTpacketStatsV3(b.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return 0
	}
	return int(stats.Drops)
}

func (b *blocks) close() { _ = unix.Munmap(b.memory) }
