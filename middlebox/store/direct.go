package store

import (
	"qanat/internal/prefetch"
	"qanat/middlebox"
)

// Direct gives one thread its store without locks or logs: middlebox.State as a
// framework for a single thread needs it.
type Direct struct{ *Store }

// Find returns the value of a key, nil if it is not there.
func (d Direct) Find(b *middlebox.Batch, object, i int, key middlebox.Key) []uint64 {
	return d.tables[object].Find(key, b.Now)
}

// Fetch asks for a key's first bucket.
func (d Direct) Fetch(b *middlebox.Batch, object, i int, key middlebox.Key) {
	if t := d.tables[object]; t != nil {
		prefetch.Word(&t.words[t.at(t.bucket(hash(t.seal(key))))])
	}
}

// Insert adds an entry or replaces it.
func (d Direct) Insert(b *middlebox.Batch, object, i int, key middlebox.Key, value []uint64) bool {
	at := d.tables[object].Insert(key, value, b.Now)
	if at != 0 {
		b.Columns[object].Found(i, key, at)
	}
	return at != 0
}

// Remove removes an entry.
func (d Direct) Remove(b *middlebox.Batch, object, i int, key middlebox.Key) bool {
	if at := d.tables[object].Remove(key); at != 0 {
		b.Columns[object].Forget(at)
	}
	return true
}

// Idle returns for how long an entry was not used.
func (d Direct) Idle(b *middlebox.Batch, object, i int, key middlebox.Key) int64 {
	return d.tables[object].Idle(key, b.Now)
}

// Upcoming looks into a pool.
func (d Direct) Upcoming(b *middlebox.Batch, object, k int) (uint64, bool) {
	return d.pools[object].Upcoming(k)
}

// Take takes an item out of a pool.
func (d Direct) Take(b *middlebox.Batch, object, i int) (uint64, bool) {
	return d.pools[object].Take()
}

// Give puts an item back.
func (d Direct) Give(b *middlebox.Batch, object, i int, item uint64) bool {
	return d.pools[object].Give(item)
}

// AddAt adds to a counter of a vector.
func (d Direct) AddAt(b *middlebox.Batch, object, i int, index, difference uint64) (uint64, bool) {
	if index >= uint64(d.Objects[object].Capacity) {
		return 0, false
	}
	at := leadIn + index
	d.vectors[object][at] += difference
	return d.vectors[object][at], true
}

// AddKey adds to a counter by key, a filter or a sketch.
func (d Direct) AddKey(b *middlebox.Batch, object, i int, key middlebox.Key, difference uint64) (uint64, bool) {
	t := d.tables[object]
	if t == nil {
		return d.Count(object, key, difference), true
	}
	value := t.Find(key, b.Now)
	if value == nil {
		if !d.Insert(b, object, i, key, []uint64{0}) {
			return 0, false
		}
		value = t.Find(key, b.Now)
	}
	value[0] += difference
	return value[0], true
}

// All returns a whole vector.
func (d Direct) All(b *middlebox.Batch, object, i int) []uint64 { return d.Vector(object) }
