package transaction

import "qanat/middlebox"

// The methods of middlebox.State, each under the lock of what it is about. After a
// packet gave up they do nothing.

// Find returns the value of a key, nil if it is not there.
func (t *Thread) Find(b *middlebox.Batch, object, i int, key middlebox.Key) []uint64 {
	if !t.may(object, key) {
		return nil
	}
	return t.state.Table(object).Find(key, b.Now)
}

// Fetch does nothing: a packet is processed by itself, and comes to its key at once.
func (t *Thread) Fetch(*middlebox.Batch, int, int, middlebox.Key) {}

// Insert adds an entry or replaces it.
func (t *Thread) Insert(b *middlebox.Batch, object, i int, key middlebox.Key, value []uint64) bool {
	if !t.may(object, key) {
		return false
	}
	table := t.state.Table(object)
	if old := table.Peek(key); old != nil {
		t.journal.before(entry{act: changed, object: object, key: key}, old)
	} else {
		t.journal.before(entry{act: inserted, object: object, key: key}, nil)
	}
	at := table.Insert(key, value, b.Now)
	if at != 0 {
		b.Columns[object].Found(i, key, at)
	}
	return at != 0
}

// Remove removes an entry.
func (t *Thread) Remove(b *middlebox.Batch, object, i int, key middlebox.Key) bool {
	if !t.may(object, key) {
		return false
	}
	table := t.state.Table(object)
	old := table.Peek(key)
	if old == nil {
		return true
	}
	t.journal.before(entry{act: removed, object: object, key: key}, old)
	b.Columns[object].Forget(table.Remove(key))
	return true
}

// Idle returns for how long an entry was not used.
func (t *Thread) Idle(b *middlebox.Batch, object, i int, key middlebox.Key) int64 {
	if !t.may(object, key) {
		return -1
	}
	return t.state.Table(object).Idle(key, b.Now)
}

// Upcoming does not tell: other threads take items too.
func (t *Thread) Upcoming(*middlebox.Batch, int, int) (uint64, bool) { return 0, false }

// Take takes an item out of a pool.
func (t *Thread) Take(b *middlebox.Batch, object, i int) (item uint64, ok bool) {
	if !t.may(object, middlebox.Key{}) {
		return 0, false
	}
	if item, ok = t.state.Pool(object).Take(); ok {
		t.journal.before(entry{act: taken, object: object, item: item}, nil)
	}
	return item, ok
}

// Give puts an item back, when the packet has ended.
func (t *Thread) Give(b *middlebox.Batch, object, i int, item uint64) bool {
	if !t.may(object, middlebox.Key{}) {
		return false
	}
	t.journal.before(entry{act: given, object: object, item: item}, nil)
	return true
}

// AddAt adds to a counter of a vector.
func (t *Thread) AddAt(b *middlebox.Batch, object, i int, index, difference uint64) (uint64, bool) {
	key := middlebox.Key{Low: index}
	if index >= uint64(t.state.Objects[object].Capacity) || !t.may(object, key) {
		return 0, false
	}
	value := t.state.Vector(object)[index : index+1]
	t.journal.before(entry{act: changed, object: object, key: key}, value)
	value[0] += difference
	return value[0], true
}

// AddKey adds to a counter by key, a filter or a sketch.
func (t *Thread) AddKey(b *middlebox.Batch, object, i int, key middlebox.Key, difference uint64) (uint64, bool) {
	if !t.may(object, key) {
		return 0, false
	}
	table := t.state.Table(object)
	if table == nil {
		t.journal.before(entry{act: counted, object: object, key: key, item: difference}, nil)
		return t.state.Count(object, key, difference), true
	}
	value := table.Find(key, b.Now)
	if value == nil {
		if !t.Insert(b, object, i, key, t.zero[:]) {
			return 0, false
		}
		value = table.Find(key, b.Now)
	} else {
		t.journal.before(entry{act: changed, object: object, key: key}, value)
	}
	value[0] += difference
	return value[0], true
}

// All returns a whole vector.
func (t *Thread) All(b *middlebox.Batch, object, i int) []uint64 {
	if t.aborted {
		return nil
	}
	for k := range t.locks.of[object] {
		if !t.take(&t.locks.of[object][k]) {
			return nil
		}
	}
	return t.state.Vector(object)
}

// may takes the lock of a key's partition.
func (t *Thread) may(object int, key middlebox.Key) bool {
	return !t.aborted && t.take(t.locks.find(object, key))
}

// keep notes the value of what a packet declared before it changes.
func (t *Thread) keep(object, i int, value []uint64) {
	c := &t.batch.Columns[object]
	if len(c.Rows) > 0 {
		t.sketched = append(t.sketched, object)
		return
	}
	t.journal.before(entry{act: changed, object: object, key: c.Keys[i]}, value)
}
