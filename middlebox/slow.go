package middlebox

// Find returns the value of any key, nil if there is none, to be read only.
func (b *Batch) Find(object, i int, key Key) []uint64 { return b.state.Find(b, object, i, key) }

// Fetch tells that the packet will find, insert or remove a key that it could not
// declare, so that this need not wait for memory, or for another instance. Whoever
// fetches for all packets of a range before the first comes to its key gains most.
func (b *Batch) Fetch(object, i int, key Key) { b.state.Fetch(b, object, i, key) }

// Insert adds an entry, or replaces it, and tells whether there was room. The
// value may be reused.
func (b *Batch) Insert(object, i int, key Key, value []uint64) bool {
	return b.state.Insert(b, object, i, key, value)
}

// Scratch returns room for a value of an object, to be filled in for Insert: what
// is made for it elsewhere would be allocated for each call. Its contents are
// anything, and the next call has the same room.
func (b *Batch) Scratch(object int) []uint64 { return b.scratch[:b.Columns[object].Width] }

// InsertWord is Insert for a value of one word.
func (b *Batch) InsertWord(object, i int, key Key, value uint64) bool {
	b.word[0] = value
	return b.state.Insert(b, object, i, key, b.word[:])
}

// Remove removes an entry if it is there.
func (b *Batch) Remove(object, i int, key Key) bool { return b.state.Remove(b, object, i, key) }

// Idle returns for how long an entry was not used, in nanoseconds, -1 if there
// is none.
func (b *Batch) Idle(object, i int, key Key) int64 { return b.state.Idle(b, object, i, key) }

// Upcoming guesses which item the k-th Take from now on returns, from 0, if nobody
// else takes one: what Fetch needs of keys that depend on it.
func (b *Batch) Upcoming(object, k int) (item uint64, ok bool) { return b.state.Upcoming(b, object, k) }

// Take takes an item out of a pool, if one is left.
func (b *Batch) Take(object, i int) (item uint64, ok bool) { return b.state.Take(b, object, i) }

// Give puts an item back into its pool.
func (b *Batch) Give(object, i int, item uint64) bool { return b.state.Give(b, object, i, item) }

// AddAt adds to the counter at an index that the packet did not declare.
func (b *Batch) AddAt(object, i int, index, difference uint64) (uint64, bool) {
	return b.state.AddAt(b, object, i, index, difference)
}

// AddKey adds to the counter of a key that the packet did not declare, beginning
// at zero, or to what a filter or a sketch counted of it, and returns the new
// value or estimate. It is what remains of an entry that expires, whose key no
// packet has.
func (b *Batch) AddKey(object, i int, key Key, difference uint64) (uint64, bool) {
	return b.state.AddKey(b, object, i, key, difference)
}

// All returns a whole vector, to be read only.
func (b *Batch) All(object, i int) []uint64 { return b.state.All(b, object, i) }
