package transaction

import (
	"fmt"
	"sync/atomic"

	"qanat/middlebox"
	"qanat/middlebox/store"
)

// Thread processes batches of its own against state that it shares. Its methods
// are for one goroutine.
type Thread struct {
	id    uint32
	all   []*Thread
	box   middlebox.Middlebox
	state *store.Store
	locks *locks
	batch *middlebox.Batch

	held     []*lock
	journal  journal
	sketched []int // filters and sketches that the packet has counted in
	zero     [1]uint64
	aborted  bool
	again    uint64 // packets that were processed again
	turn     uint64 // packets begun
	// age orders packets: the smaller is the older. A packet keeps it until it has
	// been processed.
	age     atomic.Uint64
	wounded atomic.Bool
	ends    []store.End // per object
	due     store.DueSlots
}

// Options are what a framework chooses.
type Options struct {
	Threads int
	Seed    uint64 // of the hashes of state
}

// MostThreads is how many threads may share a state.
const MostThreads = 256

// New returns the threads of a middlebox.
func New(box middlebox.Middlebox, o Options) ([]*Thread, error) {
	if o.Threads < 1 || o.Threads > MostThreads {
		return nil, fmt.Errorf("%d threads: must be between 1 and %d", o.Threads, MostThreads)
	}
	objects := box.Objects()
	s, err := store.New(objects, store.Options{Seed: o.Seed})
	if err != nil {
		return nil, err
	}
	threads, l := make([]*Thread, o.Threads), newLocks(s)
	for k := range threads {
		t := &Thread{id: uint32(k), all: threads, box: box, state: s, locks: l}
		t.batch = middlebox.NewBatch(objects, t)
		t.batch.Thread, t.batch.Keep = k, t.keep
		s.Attach(t.batch)
		t.ends = store.Ends(t.batch, box)
		threads[k] = t
	}
	return threads, nil
}

// Packets is the batch that Run processes.
func (t *Thread) Packets() *middlebox.Batch { return t.batch }

// State is what all threads share; to be read while none of them runs.
func (t *Thread) State() *store.Store { return t.state }

// Again is how many packets this thread had to process more than once.
func (t *Thread) Again() uint64 { return t.again }

// Run processes the first n packets of Packets at a time in nanoseconds, each as a
// transaction.
func (t *Thread) Run(n int, now int64) {
	b := t.batch
	b.Begin(n, now)
	t.box.Declare(b)
	t.state.Hash(b)
	t.state.FetchAll(b)
	for i := range n {
		out := b.Out[i]
		t.transact(func() bool {
			b.Out[i] = out
			return t.process(i)
		})
	}
	t.expire(now)
}

// transact runs something until it was not aborted.
func (t *Thread) transact(run func() bool) {
	t.turn++
	// Ages of all threads differ, and grow with each packet.
	t.age.Store(t.turn<<8 | uint64(t.id))
	for {
		t.aborted = false
		t.wounded.Store(false)
		done := run() && !t.aborted
		if done {
			t.finish()
		} else {
			t.undo()
		}
		t.release()
		if done {
			return
		}
		t.again++
	}
}

// process processes one packet; false if it gave up.
func (t *Thread) process(i int) bool {
	b := t.batch
	t.sketched = t.sketched[:0]
	for o := range b.Columns {
		c := &b.Columns[o]
		c.Changed &^= 1 << i
		if c.Declared>>i&1 != 0 && !t.take(t.locks.declared(c, o, i)) {
			return false
		}
	}
	t.state.LookupOne(b, i)
	t.box.Process(b, i, i+1)
	if t.aborted {
		for _, o := range t.sketched {
			c := &b.Columns[o]
			t.state.Count(o, c.Keys[i], -c.Added[i])
		}
	}
	return !t.aborted
}
