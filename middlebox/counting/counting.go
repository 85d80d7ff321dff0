package counting

import (
	"math/bits"

	"qanat/middlebox"
	"qanat/middlebox/store"
)

// Use is how often something was done with an object.
type Use struct{ Lookups, Writes uint64 }

// Thread runs a middlebox on one thread and counts. Its methods are for one
// goroutine.
type Thread struct {
	box   middlebox.Middlebox
	batch *middlebox.Batch
	store *store.Store
	state *state
}

// New returns a thread with an empty state.
func New(box middlebox.Middlebox) (*Thread, error) {
	objects := box.Objects()
	s, err := store.New(objects, store.Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	t := &Thread{box: box, store: s, state: &state{State: store.Direct{Store: s}, uses: make([]Use, len(objects))}}
	t.batch = middlebox.NewBatch(objects, t.state)
	s.Attach(t.batch)
	return t, nil
}

// Packets is the batch that Run processes.
func (t *Thread) Packets() *middlebox.Batch { return t.batch }

// Run processes the first n packets of the batch at a time in nanoseconds.
func (t *Thread) Run(n int, now int64) {
	b := t.batch
	b.Begin(n, now)
	t.box.Declare(b)
	t.store.Lookup(b)
	t.box.Process(b, 0, n)
	for o := range b.Columns {
		t.state.uses[o].Lookups += uint64(bits.OnesCount32(b.Columns[o].Declared))
		t.state.uses[o].Writes += uint64(bits.OnesCount32(b.Columns[o].Changed))
	}
}

// Uses returns what was counted for each object, by index.
func (t *Thread) Uses() []Use { return t.state.uses }

// state counts what goes beyond what packets declared.
type state struct {
	middlebox.State
	uses []Use
}

// Find counts a look-up.
func (s *state) Find(b *middlebox.Batch, object, i int, key middlebox.Key) []uint64 {
	s.uses[object].Lookups++
	return s.State.Find(b, object, i, key)
}

// Idle counts a look-up.
func (s *state) Idle(b *middlebox.Batch, object, i int, key middlebox.Key) int64 {
	s.uses[object].Lookups++
	return s.State.Idle(b, object, i, key)
}

// All counts one look-up, of the whole vector.
func (s *state) All(b *middlebox.Batch, object, i int) []uint64 {
	s.uses[object].Lookups++
	return s.State.All(b, object, i)
}

// Insert counts a write.
func (s *state) Insert(b *middlebox.Batch, object, i int, key middlebox.Key, value []uint64) bool {
	s.uses[object].Writes++
	return s.State.Insert(b, object, i, key, value)
}

// Remove counts a write.
func (s *state) Remove(b *middlebox.Batch, object, i int, key middlebox.Key) bool {
	s.uses[object].Writes++
	return s.State.Remove(b, object, i, key)
}

// Take counts a write.
func (s *state) Take(b *middlebox.Batch, object, i int) (uint64, bool) {
	s.uses[object].Writes++
	return s.State.Take(b, object, i)
}

// Give counts a write.
func (s *state) Give(b *middlebox.Batch, object, i int, item uint64) bool {
	s.uses[object].Writes++
	return s.State.Give(b, object, i, item)
}

// AddAt counts a write.
func (s *state) AddAt(b *middlebox.Batch, object, i int, index, difference uint64) (uint64, bool) {
	s.uses[object].Writes++
	return s.State.AddAt(b, object, i, index, difference)
}

// AddKey counts a write.
func (s *state) AddKey(b *middlebox.Batch, object, i int, key middlebox.Key, difference uint64) (uint64, bool) {
	s.uses[object].Writes++
	return s.State.AddKey(b, object, i, key, difference)
}
