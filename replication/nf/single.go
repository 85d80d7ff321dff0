package nf

import (
	"qanat/middlebox"
	"qanat/middlebox/store"
)

// Thread processes batches. Its methods are for one goroutine.
type Thread struct {
	batch *middlebox.Batch
	box   middlebox.Middlebox
	state *store.Store
	ends  []store.End // per object
	due   store.DueSlots
}

// NewSingle returns the only thread of a middlebox.
func NewSingle(box middlebox.Middlebox, seed uint64) (*Thread, error) {
	objects := box.Objects()
	s, err := store.New(objects, store.Options{Seed: seed, Alone: true})
	if err != nil {
		return nil, err
	}
	t := &Thread{box: box, state: s, batch: middlebox.NewBatch(objects, store.Direct{Store: s})}
	s.Attach(t.batch)
	t.ends = store.Ends(t.batch, box)
	return t, nil
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
			t.state.Table(o).Expire(now, &t.due, end)
		}
	}
}

// State is what the middlebox keeps.
func (t *Thread) State() *store.Store { return t.state }

// Packets is the batch that Run processes: packets lie in its first places, with
// the sides they came from.
func (t *Thread) Packets() *middlebox.Batch { return t.batch }
