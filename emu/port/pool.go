package port

import (
	"fmt"
	"sync"
	"unsafe"
)

// Frame is one frame in the memory of a pool. Its data may be cut at both ends by
// slicing; Prepend and Reserve make it longer.
type Frame struct {
	Data  []byte
	pool  *Pool
	index uint32
}

// Pool is memory for frames, which its ports share. Its methods may be called
// from several goroutines; they work best on many frames at a time.
type Pool struct {
	memory []byte
	size   int // of a frame
	head   int // room in front of received data
	mu     sync.Mutex
	free   []uint32
	unmap  func()
	met    map[string]Port // of each ring with a name the other end, until it is opened
}

// Shape is how a pool is laid out.
type Shape struct {
	// Frames is how many there are: all that ports, queues and batches can hold
	// at a time.
	Frames int
	// FrameBytes is the memory of each, room at both ends included: 2048 or 4096.
	FrameBytes int
	// HeadBytes is the room before a received frame, for headers put in front.
	HeadBytes int
}

// DefaultShape holds Ethernet frames of 1,514 bytes with 256 bytes of room in
// front and 278 behind them, 16,384 of them.
var DefaultShape = Shape{Frames: 16384, FrameBytes: 2048, HeadBytes: 256}

// NewPool returns a pool of the given shape, whose memory is outside of Go's
// heap where that is possible, since the kernel writes into it.
func NewPool(s Shape) (*Pool, error) {
	switch {
	case s.FrameBytes != 2048 && s.FrameBytes != 4096:
		return nil, fmt.Errorf("frames of %d bytes: must be 2048 or 4096", s.FrameBytes)
	case s.Frames < 1:
		return nil, fmt.Errorf("a pool of %d frames: must be at least 1", s.Frames)
	case s.HeadBytes < 0 || s.HeadBytes > s.FrameBytes-64:
		return nil, fmt.Errorf("%d bytes of room in front of frames of %d: must be between 0 and %d", s.HeadBytes, s.FrameBytes, s.FrameBytes-64)
	}
	memory, unmap, err := reserve(s.Frames * s.FrameBytes)
	if err != nil {
		return nil, fmt.Errorf("memory for %d frames of %d bytes: %w", s.Frames, s.FrameBytes, err)
	}
	p := &Pool{memory: memory, size: s.FrameBytes, head: s.HeadBytes, unmap: unmap, free: make([]uint32, s.Frames)}
	for i := range p.free {
		p.free[i] = uint32(s.Frames - 1 - i)
	}
	return p, nil
}

// Close gives the memory back. No frame may be in use any more.
func (p *Pool) Close() { p.unmap() }

// Frames is how many there are in all.
func (p *Pool) Frames() int { return len(p.memory) / p.size }

// Free is how many frames are in no one's hands.
func (p *Pool) Free() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.free)
}

// Get takes up to len(frames) empty frames out of the pool and returns how many
// there were. Their data has no length yet; Reserve gives it one.
func (p *Pool) Get(frames []Frame) (n int) {
	for n < len(frames) {
		// The lock is held for copying numbers alone.
		var taken [Batch]uint32
		p.mu.Lock()
		left := len(p.free)
		got := min(len(frames)-n, Batch, left)
		copy(taken[:got], p.free[left-got:])
		p.free = p.free[:left-got]
		p.mu.Unlock()
		if got == 0 {
			break
		}
		for _, index := range taken[:got] {
			frames[n] = p.frame(index)
			n++
		}
	}
	return n
}

// frame returns an empty frame.
func (p *Pool) frame(index uint32) Frame {
	at := int(index) * p.size
	return Frame{Data: p.memory[at+p.head : at+p.head : at+p.size], pool: p, index: index}
}

// Put gives frames back to the pools they are from.
func Put(frames []Frame) {
	for len(frames) > 0 {
		p := frames[0].pool
		n := 1
		for n < len(frames) && frames[n].pool == p {
			n++
		}
		p.put(frames[:n])
		frames = frames[n:]
	}
}

func (p *Pool) put(frames []Frame) {
	for len(frames) > 0 {
		var back [Batch]uint32
		n := min(len(frames), Batch)
		for i := range n {
			back[i] = frames[i].index
			frames[i] = Frame{} // who uses it nevertheless finds nothing
		}
		p.mu.Lock()
		p.free = append(p.free, back[:n]...)
		p.mu.Unlock()
		frames = frames[n:]
	}
}

// Reserve makes the frame's data n bytes long, as they are, from where the data
// begins; false, changing nothing, if there is no room.
func (f *Frame) Reserve(n int) bool {
	if n > cap(f.Data) {
		return false
	}
	f.Data = f.Data[:n]
	return true
}

// Prepend puts n bytes in front of the frame's data, which are what was there
// before; false, changing nothing, if there is no room.
func (f *Frame) Prepend(n int) bool {
	at := f.pool.offset(f.Data)
	if n > at-int(f.index)*f.pool.size {
		return false
	}
	f.Data = f.pool.memory[at-n : at+len(f.Data) : at+cap(f.Data)]
	return true
}

// offset is where data of a frame begins in the pool's memory.
func (p *Pool) offset(data []byte) int {
	return int(uintptr(unsafe.Pointer(unsafe.SliceData(data))) - uintptr(unsafe.Pointer(unsafe.SliceData(p.memory))))
}

// adopt makes all frames the pool's: those of others are copied. Those for which
// it has no frame, or none that is large enough, are dropped; the rest, whose
// number adopt returns, are moved to the front.
func (p *Pool) adopt(frames []Frame) (kept, full, large int) {
	for i := range frames {
		if frames[i].pool == p {
			if kept < i {
				frames[kept] = frames[i]
			}
			kept++
			continue
		}
		var own [1]Frame
		switch {
		case p.Get(own[:]) == 0:
			full++
		case !frames[i].CopyTo(&own[0]):
			large++
			Put(own[:])
		default:
			Put(frames[i : i+1])
			frames[kept] = own[0]
			kept++
			continue
		}
		Put(frames[i : i+1])
	}
	return kept, full, large
}

// Room is how many bytes may be put behind the frame's data.
func (f *Frame) Room() int { return cap(f.Data) - len(f.Data) }

// CopyTo copies the frame's data into an empty frame of any pool; false if it
// has no room for it.
func (f *Frame) CopyTo(to *Frame) bool {
	if !to.Reserve(len(f.Data)) {
		return false
	}
	copy(to.Data, f.Data)
	return true
}
