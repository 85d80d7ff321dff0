package port

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// ring is a queue between one goroutine that pushes and one that pops. Each side
// keeps what it last saw of the other's position, and looks again only when that
// is not enough: otherwise every batch would fetch the line of memory that the
// other side has just written.
type ring struct {
	slots []Frame // a power of two
	_     [64]byte
	head  atomic.Uint64 // next to pop
	tail  uint64        // as the popping side saw it
	_     [64]byte
	end   atomic.Uint64 // next to push
	seen  uint64        // head as the pushing side saw it
	_     [64]byte
	ended atomic.Bool // nothing is pushed any more
	left  atomic.Bool // nothing is popped any more
	empty sync.Mutex  // held by who empties a ring that was left
}

// push queues the first frames, as many as there is room for.
func (r *ring) push(frames []Frame) int {
	end, size := r.end.Load(), uint64(len(r.slots))
	if size-(end-r.seen) < uint64(len(frames)) {
		r.seen = r.head.Load()
	}
	n := min(int(size-(end-r.seen)), len(frames))
	at := int(end & (size - 1))
	wrapped := copy(r.slots[at:], frames[:n])
	copy(r.slots, frames[wrapped:n])
	r.end.Store(end + uint64(n))
	return n
}

func (r *ring) pop(frames []Frame) int {
	head, size := r.head.Load(), uint64(len(r.slots))
	if r.tail-head < uint64(len(frames)) {
		r.tail = r.end.Load()
	}
	n := min(int(r.tail-head), len(frames))
	at := int(head & (size - 1))
	wrapped := copy(frames[:n], r.slots[at:])
	copy(frames[wrapped:n], r.slots)
	r.head.Store(head + uint64(n))
	return n
}

// drop gives back what is queued for a side that has left. Both sides may come
// here: who pushed before it saw that the other had left, and who left.
func (r *ring) drop() {
	r.empty.Lock()
	defer r.empty.Unlock()
	var frames [Batch]Frame
	for n := r.pop(frames[:]); n > 0; n = r.pop(frames[:]) {
		Put(frames[:n])
	}
}

// side is one of a pair's two ports.
type side struct {
	counters
	pool    *Pool
	in, out *ring
}

// Pair returns two ports that face each other: what is sent on one is received
// on the other, if that takes it before room for so many frames, a power of two,
// is used up. After one is closed, the other still receives what was sent, then
// io.EOF; its Send fails with io.ErrClosedPipe.
func Pair(pool *Pool, room int) (a, b Port, err error) {
	if room < 1 || room&(room-1) != 0 {
		return nil, nil, fmt.Errorf("a ring of %d frames: must be a power of two", room)
	}
	there, back := &ring{slots: make([]Frame, room)}, &ring{slots: make([]Frame, room)}
	return &side{pool: pool, in: back, out: there}, &side{pool: pool, in: there, out: back}, nil
}

func (s *side) Receive(frames []Frame) (int, error) {
	n := s.in.pop(frames)
	if n == 0 && len(frames) > 0 && s.in.ended.Load() {
		// What was pushed last was pushed before it ended.
		if n = s.in.pop(frames); n == 0 {
			return 0, io.EOF
		}
	}
	add(&s.received, n)
	return n, nil
}

func (s *side) Send(frames []Frame) (int, error) {
	kept, full, large := s.pool.adopt(frames)
	n := 0
	gone := s.out.left.Load()
	if !gone {
		n = s.out.push(frames[:kept])
		if gone = s.out.left.Load(); gone {
			s.out.drop()
		}
	}
	Put(frames[n:kept])
	s.gave(n, full+kept-n, large)
	if gone {
		return n, io.ErrClosedPipe
	}
	return n, nil
}

func (s *side) Close() error {
	s.out.ended.Store(true)
	s.in.left.Store(true)
	s.in.drop()
	return nil
}
