package nat_test

import (
	"testing"

	"qanat/middlebox"
	"qanat/middlebox/boxtest"
	"qanat/middlebox/flow"
	"qanat/middlebox/nat"
	"qanat/middlebox/packet"
	"qanat/middlebox/store"
)

// noting notes which keys are fetched and which are inserted.
type noting struct {
	store.Direct
	fetched, inserted map[middlebox.Key]bool
}

func (s noting) Fetch(b *middlebox.Batch, object, i int, key middlebox.Key) { s.fetched[key] = true }

func (s noting) Insert(b *middlebox.Batch, object, i int, key middlebox.Key, value []uint64) bool {
	s.inserted[key] = true
	return s.Direct.Insert(b, object, i, key, value)
}

// TestAnswersAreFetched: of a batch of new flows all that is inserted was declared,
// or fetched before.
func TestAnswersAreFetched(t *testing.T) {
	box, err := nat.NewSimple(small())
	if err != nil {
		t.Fatal(err)
	}
	objects := box.Objects()
	s, err := store.New(objects, store.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	state := noting{store.Direct{Store: s}, map[middlebox.Key]bool{}, map[middlebox.Key]bool{}}
	b := middlebox.NewBatch(objects, state)
	s.Attach(b)
	const n = 20
	for k := range n {
		f := boxtest.Frame{Tuple: flow.Tuple{Source: 10<<24 | uint32(k), Target: 192 << 24, SourcePort: 1000, TargetPort: 80, Protocol: packet.UDP}}
		b.Packets[k].Parse(f.Bytes())
		b.In[k] = middlebox.Inside
	}
	b.Begin(n, 1)
	box.Declare(b)
	for k := range n {
		state.fetched[b.KeyOf(0, k)] = true
	}
	s.Lookup(b)
	box.Process(b, 0, n)
	if len(state.inserted) != 2*n {
		t.Fatalf("%d entries were made", len(state.inserted))
	}
	for key := range state.inserted {
		if !state.fetched[key] {
			t.Errorf("nobody fetched %x", key)
		}
	}
}
