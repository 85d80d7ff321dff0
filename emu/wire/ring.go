//go:build linux

package wire

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ring is memory that is shared with the kernel, which puts each packet into the next
// slot (TPACKET_V2): nothing is called to fetch it, and the copy is made by who sent
// it. All of the memory is taken from the start.
type ring struct {
	memory []byte
	at     []int // where slots begin
	next   int   // slot to be read
	got    []arrival
}

const (
	// slotBytes is room for a frame and what stands before it, less than 100 bytes.
	slotBytes = longest + 128
	// blockBytes is what the kernel finds in one piece, which slots do not span.
	blockBytes = 64 << 10
)

func newRing(fd, slots int) (*ring, error) {
	const each = blockBytes / slotBytes
	blocks := (slots + each - 1) / each
	slots = blocks * each
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V2); err != nil {
		return nil, fmt.Errorf("TPACKET_V2: %w", err)
	}
	request := unix.TpacketReq{Block_size: blockBytes, Block_nr: uint32(blocks), Frame_size: slotBytes, Frame_nr: uint32(slots)}
	if err := unix.SetsockoptTpacketReq(fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &request); err != nil {
		return nil, fmt.Errorf("memory for %d packets: %w", slots, err)
	}
	memory, err := unix.Mmap(fd, 0, blocks*blockBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("memory for %d packets: %w", slots, err)
	}
	r := &ring{memory: memory}
	for k := range slots {
		r.at = append(r.at, k/each*blockBytes+k%each*slotBytes)
	}
	return r, nil
}

// slot returns the k-th slot from the one to be read.
func (r *ring) slot(k int) (h *unix.Tpacket2Hdr, slot []byte) {
	if k += r.next; k >= len(r.at) {
		k -= len(r.at)
	}
	slot = r.memory[r.at[k]:][:slotBytes]
	return (*unix.Tpacket2Hdr)(unsafe.Pointer(&slot[0])), slot
}

func (r *ring) receive() []arrival {
	r.got = r.got[:0]
	for len(r.got) < min(batch, len(r.at)) {
		h, slot := r.slot(len(r.got))
		if atomic.LoadUint32(&h.Status)&unix.TP_STATUS_USER == 0 {
			break
		}
		data := tag{h.Status, h.Vlan_tci, h.Vlan_tpid}.into(slot[h.Mac-virtioHeader-tagBytes : uint32(h.Mac)+h.Snaplen])
		r.got = append(r.got, arrival{
			at:     int64(h.Sec)*1e9 + int64(h.Nsec),
			length: len(data) - virtioHeader + int(h.Len-h.Snaplen),
			data:   data,
		})
	}
	return r.got
}

func (r *ring) done() {
	for k := range r.got {
		h, _ := r.slot(k)
		atomic.StoreUint32(&h.Status, unix.TP_STATUS_KERNEL)
	}
	if r.next += len(r.got); r.next >= len(r.at) {
		r.next -= len(r.at)
	}
	r.got = r.got[:0]
}

func (r *ring) close() { _ = unix.Munmap(r.memory) }
