package store

import (
	"math/bits"
	"sync"
	"time"
)

// leastTicks is how many ticks an entry's time is divided into at least: what
// decides how exactly it expires.
const leastTicks = 64

// wheel knows when to look at which slot of a table: one list per tick. The lists
// are apart from the slots, so that it can be read ahead which comes next.
type wheel struct {
	mu     sync.Mutex
	alone  bool   // one goroutine uses it, so that it needs no lock
	shift  int    // a tick is 2^shift nanoseconds
	idle   int    // ticks until an entry expires
	now    uint64 // the tick whose list comes next
	lists  []list // per tick, modulo their number
	blocks [][]chunk
	made   uint32 // chunks of all blocks that were ever in use
	free   uint32 // the first chunk that was in use and is in no list
}

// list is some chunks, of which all but the first are full. Without any it has
// noChunk, as if that were full.
type list struct{ first, slots uint32 }

// chunk is a cache line of slots.
type chunk struct {
	slots [chunkSlots]uint32
	next  uint32
}

const (
	chunkSlots = 15
	noChunk    = ^uint32(0)
	// blockChunks is how many chunks are made at a time: where they are is kept.
	blockChunks = 1 << 10
)

// newWheel returns the wheel of a table for so many entries, which expire when they
// were not used for a time. There are chunks for as many; slots of entries that were
// removed need more until their time comes.
func newWheel(entries int, idle time.Duration) *wheel {
	shift := max(0, bits.Len64(uint64(idle/leastTicks))-1)
	w := &wheel{shift: shift, idle: int((idle-1)>>shift) + 1, free: noChunk}
	w.lists = make([]list, w.idle+2)
	for i := range w.lists {
		w.lists[i] = list{noChunk, chunkSlots}
	}
	for range (entries/chunkSlots+len(w.lists))/blockChunks + 1 {
		w.grow()
	}
	return w
}

// grow makes a block of chunks, whose memory is there at once.
func (w *wheel) grow() {
	block := make([]chunk, blockChunks)
	for k := range block {
		block[k].next = noChunk
	}
	w.blocks = append(w.blocks, block)
}

func (w *wheel) chunk(k uint32) *chunk { return &w.blocks[k/blockChunks][k%blockChunks] }

func (w *wheel) lock() {
	if !w.alone {
		w.mu.Lock()
	}
}

func (w *wheel) unlock() {
	if !w.alone {
		w.mu.Unlock()
	}
}

// at returns the list of a tick.
func (w *wheel) at(tick uint64) *list { return &w.lists[tick%uint64(len(w.lists))] }

// later puts a slot that is in no list into that of a tick to come; into an earlier
// one if the wheel lies so far behind that it would come round to it before, and
// into the next if it is ahead of the caller's clock.
func (w *wheel) later(slot uint32, tick uint64) {
	w.lock()
	l := w.at(min(max(tick, w.now+1), w.now+uint64(len(w.lists))-1))
	if l.slots == chunkSlots {
		*l = list{first: w.take(l.first)}
	}
	w.chunk(l.first).slots[l.slots] = slot
	l.slots++
	w.unlock()
}

// take returns a chunk of no list, before next.
func (w *wheel) take(next uint32) uint32 {
	k := w.free
	if k != noChunk {
		w.free = w.chunk(k).next
	} else {
		if k = w.made; int(k) == len(w.blocks)*blockChunks {
			w.grow()
		}
		w.made++
	}
	w.chunk(k).next = next
	return k
}

// due takes slots out of the lists whose tick has come, as many as there is room
// for, and returns their number.
func (w *wheel) due(tick uint64, slots []uint32) (n int) {
	w.lock()
	if lists := uint64(len(w.lists)); tick > lists {
		w.now = max(w.now, tick-lists) // each list once, however long nobody came
	}
	for n < len(slots) {
		l := w.at(w.now)
		if l.first == noChunk {
			if w.now >= tick {
				break
			}
			w.now++
			continue
		}
		c := w.chunk(l.first)
		l.slots--
		slots[n] = c.slots[l.slots]
		n++
		if l.slots == 0 {
			empty := l.first
			*l = list{c.next, chunkSlots}
			c.next, w.free = w.free, empty
		}
	}
	w.unlock()
	return n
}
