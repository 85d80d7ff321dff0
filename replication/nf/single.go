package nf

import (
	"qanat/middlebox"
	"qanat/middlebox/store"
)

// expiryPerBatch is how many entries are looked at after a batch: twice as many
// as a batch can add, so that the wheel never falls behind.
const expiryPerBatch = 2 * 2 * middlebox.MaxBatch

// Thread processes batches. Its methods are for one goroutine.
type Thread struct {
	batch *middlebox.Batch
	box   middlebox.Middlebox
	state *store.Store
	ends  []func(k middlebox.Key, value []uint64) bool // per object that expires
}

// NewSingle returns the only thread of a middlebox.
func NewSingle(box middlebox.Middlebox, seed uint64) (*Thread, error) {
	objects := box.Objects()
	s, err := store.New(objects, store.Options{Seed: seed})
	if err != nil {
		return nil, err
	}
	t := &Thread{box: box, state: s, batch: middlebox.NewBatch(objects, store.Direct{Store: s})}
	s.Attach(t.batch)
	t.ends = ends(t.batch, box)
	return t, nil
}

// ends returns, per object that expires, what decides on an idle entry.
func ends(b *middlebox.Batch, box middlebox.Middlebox) []func(middlebox.Key, []uint64) bool {
	list := make([]func(middlebox.Key, []uint64) bool, len(b.Columns))
	expirer, asks := box.(middlebox.Expirer)
	for o := range b.Columns {
		if b.Columns[o].Object.Idle == 0 {
			continue
		}
		list[o] = func(k middlebox.Key, value []uint64) bool {
			return !asks || expirer.Expire(b, 0, o, k, value)
		}
	}
	return list
}

// Run processes the n packets in Batch at a time in nanoseconds.
func (t *Thread) Run(n int, now int64) {
	b := t.batch
	b.Begin(n, now)
	t.box.Declare(b)
	t.state.Lookup(b)
	t.box.Process(b, 0, n)
	for o, end := range t.ends {
		if end != nil {
			t.state.Table(o).Expire(now, expiryPerBatch, end)
		}
	}
}

// State is what the middlebox keeps.
func (t *Thread) State() *store.Store { return t.state }

// Packets is the batch that Run processes: packets lie in its first places, with
// the sides they came from.
func (t *Thread) Packets() *middlebox.Batch { return t.batch }
