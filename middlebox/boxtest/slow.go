package boxtest

import (
	"cmp"

	"qanat/middlebox"
)

func compare(a, b middlebox.Key) int {
	return cmp.Or(cmp.Compare(a.High, b.High), cmp.Compare(a.Low, b.Low))
}

// fails tells whether a slow operation does, as all do after the first.
func (s *State) fails() bool {
	s.slow++
	if s.FailAfter == 0 {
		s.Failed = true
		return true
	}
	s.FailAfter--
	return false
}

// Find returns the value of a key.
func (s *State) Find(b *middlebox.Batch, object, i int, key middlebox.Key) []uint64 {
	m := &s.objects[object]
	at, ok := m.at[key]
	if s.fails() || !ok {
		return nil
	}
	m.used[key] = b.Now
	return m.words[at : at+uint32(b.Columns[object].Width)]
}

// Fetch does nothing: nothing is far away.
func (s *State) Fetch(*middlebox.Batch, int, int, middlebox.Key) {}

// Insert adds an entry or replaces it.
func (s *State) Insert(b *middlebox.Batch, object, i int, key middlebox.Key, value []uint64) bool {
	if s.fails() {
		return false
	}
	m, c := &s.objects[object], &b.Columns[object]
	at, ok := m.at[key]
	switch {
	case ok:
	case len(m.at) == min(c.Object.Capacity, mostEntries):
		s.full = true
		return false
	case len(m.free) > 0:
		at, m.free = m.free[len(m.free)-1], m.free[:len(m.free)-1]
	default:
		at = uint32(len(m.words))
		// One word more, so that entries of sets have places of their own.
		m.words = m.words[:len(m.words)+c.Width+1]
	}
	copy(m.words[at:at+uint32(c.Width)], value)
	m.at[key], m.used[key], c.Words = at, b.Now, m.words
	c.Found(i, key, at)
	return true
}

// Remove removes an entry.
func (s *State) Remove(b *middlebox.Batch, object, i int, key middlebox.Key) bool {
	if s.fails() {
		return false
	}
	m := &s.objects[object]
	if at, ok := m.at[key]; ok {
		m.free = append(m.free, at)
		delete(m.at, key)
		delete(m.used, key)
		b.Columns[object].Forget(at)
	}
	return true
}

// Idle returns for how long an entry was not used.
func (s *State) Idle(b *middlebox.Batch, object, i int, key middlebox.Key) int64 {
	used, ok := s.objects[object].used[key]
	if s.fails() || !ok {
		return -1
	}
	return b.Now - used
}

// Upcoming does not tell: nobody may depend on it.
func (s *State) Upcoming(*middlebox.Batch, int, int) (uint64, bool) { return 0, false }

// Take takes the first item of a pool.
func (s *State) Take(b *middlebox.Batch, object, i int) (uint64, bool) {
	m := &s.objects[object]
	if s.fails() || len(m.items) == 0 {
		return 0, false
	}
	item := m.items[0]
	m.items = m.items[1:]
	return item, true
}

// Give puts an item behind the others.
func (s *State) Give(b *middlebox.Batch, object, i int, item uint64) bool {
	if s.fails() {
		return false
	}
	m := &s.objects[object]
	m.items = append(m.items, item)
	return true
}

// AddAt adds to a counter of a vector.
func (s *State) AddAt(b *middlebox.Batch, object, i int, index, difference uint64) (uint64, bool) {
	if s.fails() || index >= uint64(b.Columns[object].Object.Capacity) {
		return 0, false
	}
	at := leadIn + index
	s.objects[object].words[at] += difference
	return s.objects[object].words[at], true
}

// AddKey adds to a counter by key, a filter or a sketch.
func (s *State) AddKey(b *middlebox.Batch, object, i int, key middlebox.Key, difference uint64) (uint64, bool) {
	m, c := &s.objects[object], &b.Columns[object]
	if s.fails() {
		return 0, false
	}
	if rows := c.Object.Rows; rows > 0 {
		at := m.cells(key, rows)
		c.Words = m.words
		for r := range rows {
			m.words[int(at)+r] += difference
		}
		return m.words[at], true
	}
	if _, ok := m.at[key]; !ok && !s.Insert(b, object, i, key, []uint64{0}) {
		return 0, false
	}
	m.used[key] = b.Now
	m.words[m.at[key]] += difference
	return m.words[m.at[key]], true
}

// All returns a whole vector.
func (s *State) All(b *middlebox.Batch, object, i int) []uint64 {
	if s.fails() {
		return nil
	}
	return s.objects[object].words[leadIn:]
}
