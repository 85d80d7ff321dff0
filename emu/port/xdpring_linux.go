package port

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// shared is one of the four rings that an AF_XDP socket shares with the kernel.
// The kernel is the other side: a ring is either filled here and emptied there, or
// the other way round.
type shared[T any] struct {
	memory   []byte
	producer *uint32
	consumer *uint32
	flags    *uint32
	slots    []T
	mask     uint32
	at       uint32 // this side's position
	other    uint32 // the other side's, as last seen
}

// mapRing maps the ring of a socket that has size slots.
func mapRing[T any](fd int, page int64, where unix.XDPRingOffset, size int) (r shared[T], err error) {
	var slot T
	r.memory, err = unix.Mmap(fd, page, int(where.Desc)+size*int(unsafe.Sizeof(slot)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_POPULATE)
	if err != nil {
		return r, err
	}
	word := func(at uint64) *uint32 { return (*uint32)(unsafe.Pointer(&r.memory[at])) }
	r.producer, r.consumer, r.flags = word(where.Producer), word(where.Consumer), word(where.Flags)
	r.slots = unsafe.Slice((*T)(unsafe.Pointer(&r.memory[where.Desc])), size)
	r.mask = uint32(size - 1)
	return r, nil
}

func (r *shared[T]) unmap() {
	if r.memory != nil {
		_ = unix.Munmap(r.memory)
	}
}

// room is how many slots may be filled, if that is less than want.
func (r *shared[T]) room(want int) int {
	if n := len(r.slots) - int(r.at-r.other); n >= want {
		return want
	}
	r.other = atomic.LoadUint32(r.consumer)
	return min(want, len(r.slots)-int(r.at-r.other))
}

// filled is how many slots may be read, if that is less than want.
func (r *shared[T]) filled(want int) int {
	if n := int(r.other - r.at); n >= want {
		return want
	}
	r.other = atomic.LoadUint32(r.producer)
	return min(want, int(r.other-r.at))
}

// slot is the k-th one from this side's position.
func (r *shared[T]) slot(k int) *T { return &r.slots[(r.at+uint32(k))&r.mask] }

// publish hands n slots that were filled to the kernel.
func (r *shared[T]) publish(n int) {
	r.at += uint32(n)
	atomic.StoreUint32(r.producer, r.at)
}

// release hands n slots that were read back to the kernel.
func (r *shared[T]) release(n int) {
	r.at += uint32(n)
	atomic.StoreUint32(r.consumer, r.at)
}

// asleep tells whether the kernel wants to be called to go on.
func (r *shared[T]) asleep() bool {
	return atomic.LoadUint32(r.flags)&unix.XDP_RING_NEED_WAKEUP != 0
}
