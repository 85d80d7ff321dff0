package middlebox

import (
	"math/bits"

	"qanat/middlebox/packet"
)

// MaxBatch is the most packets of a batch.
const MaxBatch = 32

// Batch is packets on their way through one middlebox, with what they use of its
// state. It belongs to one thread and is used again and again.
type Batch struct {
	Packets [MaxBatch]packet.Packet
	// In is the side each packet came from, Out the one it leaves on, or Drop.
	In, Out [MaxBatch]uint8
	N       int // packets
	// Now is in nanoseconds since a moment that all instances agree on, replicas and
	// those that take over among them: keys may have it in them.
	Now     int64
	Thread  int // that processes the batch, from 0
	Columns []Column
	// Keep, if any, is told before a packet first changes what it declared, with
	// the value as it is; of filters and sketches it is told nil.
	Keep    func(object, i int, value []uint64)
	state   State
	word    [1]uint64 // a value on its way to state
	scratch []uint64  // the same for longer ones
}

// Sides of a middlebox, and what becomes of packets that go nowhere.
const (
	Inside  uint8 = 0
	Outside uint8 = 1
	Drop    uint8 = 255
)

// Column is what the packets of a batch use of one object. Middleboxes go
// through the batch's methods; the fields are for frameworks.
type Column struct {
	Object *Object
	// Keys are what packets declared, where Declared has their bit. Of objects
	// without keys Low is the index.
	Keys     [MaxBatch]Key
	Declared uint32
	// Words is the memory of the object, and At where in it each packet's value
	// is, which entries that come and go keep right; 0 where there is none. Filters
	// and sketches have one per row.
	Words []uint64
	Width int // words of a value
	At    [MaxBatch]uint32
	Rows  [][MaxBatch]uint32
	// Changed has the bits of packets that changed what they declared, and
	// Added by how much in all.
	Changed uint32
	Added   [MaxBatch]uint64
	// Hashes are those of Keys, as a look-up has computed them.
	Hashes [MaxBatch]uint64
}

// State is what a framework does for packets beyond what they declared. Each
// method may fail though the request was right: then the packet must not be
// rewritten, and the framework decides whether it is processed again.
type State interface {
	// Find returns the value of a key, nil if there is none, to be read only.
	Find(b *Batch, object, i int, key Key) (value []uint64)
	// Fetch is told which key a packet will come to later in its processing, so
	// that what is needed for it can be under way. It may do nothing.
	Fetch(b *Batch, object, i int, key Key)
	// Insert adds an entry, or replaces it. False: there is no room.
	Insert(b *Batch, object, i int, key Key, value []uint64) bool
	// Remove removes an entry; it is no error if there is none.
	Remove(b *Batch, object, i int, key Key) bool
	// Idle returns for how long an entry was not used, in nanoseconds; at least
	// 0, or -1 if there is none.
	Idle(b *Batch, object, i int, key Key) int64
	// Upcoming guesses which item of a pool the k-th Take from now on returns, from
	// 0; false if there is no telling.
	Upcoming(b *Batch, object, k int) (item uint64, ok bool)
	// Take takes an item out of a pool. False: it is empty.
	Take(b *Batch, object, i int) (item uint64, ok bool)
	// Give puts an item back.
	Give(b *Batch, object, i int, item uint64) bool
	// AddAt adds to the counter at an index, and returns its new value.
	AddAt(b *Batch, object, i int, index, difference uint64) (uint64, bool)
	// AddKey adds to a counter by key, a filter or a sketch what the packet did not
	// declare, and returns the new value, of filters and sketches the estimate.
	AddKey(b *Batch, object, i int, key Key, difference uint64) (uint64, bool)
	// All returns a whole vector, to be read only.
	All(b *Batch, object, i int) []uint64
}

// NewBatch returns a batch for a middlebox with the given objects, whose columns
// the framework fills in.
func NewBatch(objects []Object, s State) *Batch {
	b := &Batch{Columns: make([]Column, len(objects)), state: s}
	for o := range objects {
		b.Columns[o].Object, b.Columns[o].Width = &objects[o], objects[o].Words
		b.Columns[o].Rows = make([][MaxBatch]uint32, objects[o].Rows)
		b.scratch = make([]uint64, max(len(b.scratch), objects[o].Words))
	}
	return b
}

// Begin makes the batch ready for n packets, which lie in it with their sides, and
// forgets what it held of those before. They leave on the other side unless the
// middlebox says something else.
func (b *Batch) Begin(n int, now int64) {
	b.N, b.Now = n, now
	for i := range n {
		b.Out[i] = b.In[i] ^ 1
	}
	for o := range b.Columns {
		c := &b.Columns[o]
		c.Declared, c.Changed = 0, 0
	}
}

// Found puts an entry that came with packet i into the column, for it and those
// after it that declared its key.
func (c *Column) Found(i int, key Key, at uint32) {
	for left := c.Declared >> i << i; left != 0; left &= left - 1 {
		if j := bits.TrailingZeros32(left); c.Keys[j] == key {
			c.At[j] = at
		}
	}
}

// Forget takes an entry that was removed out of the column.
func (c *Column) Forget(at uint32) {
	for i, has := range c.At {
		if has == at {
			c.At[i] = 0
		}
	}
}
