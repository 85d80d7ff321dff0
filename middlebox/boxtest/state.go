package boxtest

import (
	"maps"
	"slices"

	"qanat/middlebox"
)

// leadIn keeps offset 0 of columns, which means that there is no entry, out of
// use.
const leadIn = 8

// mostEntries is how many entries an object has room for at most, so that clones
// are cheap.
const mostEntries = 10_000

// State keeps the objects of a middlebox in maps: a twin of package store that
// can be cloned, and whose slow operations can be made to fail. Its filters and
// sketches are exact. No object has more than 10,000 entries. It is a middlebox.Stage.
type State struct {
	box     middlebox.Middlebox
	batch   *middlebox.Batch
	objects []memory
	// FailAfter is how many slow operations of the next Run succeed before all
	// fail; negative: none does. Failed tells whether one did.
	FailAfter int
	Failed    bool
	// OneByOne has packets processed each by itself, as transactions are.
	OneByOne bool
	slow     int  // operations
	full     bool // an object was, at some time
}

// memory is what is kept of an object.
type memory struct {
	words []uint64
	at    map[middlebox.Key]uint32 // entries, and cells of filters and sketches
	used  map[middlebox.Key]int64
	free  []uint32 // offsets that entries left
	items []uint64 // of a pool, next first
}

// NewState returns the empty state of a middlebox.
func NewState(box middlebox.Middlebox) *State {
	s := &State{box: box, FailAfter: -1}
	for _, o := range box.Objects() {
		m := memory{at: map[middlebox.Key]uint32{}, used: map[middlebox.Key]int64{}}
		switch {
		case o.Kind == middlebox.Pool:
			for k := range o.Capacity {
				m.items = append(m.items, o.First+uint64(k))
			}
		case o.Kind.Keyed(), o.Rows > 0:
			m.words = make([]uint64, leadIn, leadIn+(o.Words+1)*min(o.Capacity, mostEntries)*max(1, o.Rows))
		default:
			m.words = make([]uint64, leadIn+o.Words*o.Capacity)
		}
		s.objects = append(s.objects, m)
	}
	s.batch = middlebox.NewBatch(box.Objects(), s)
	return s
}

// Clone returns a copy that shares nothing, for the same middlebox or for one
// with the same objects.
func (s *State) Clone(box middlebox.Middlebox) *State {
	c := NewState(box)
	c.OneByOne = s.OneByOne
	for o, m := range s.objects {
		c.objects[o] = memory{
			words: append(c.objects[o].words[:0], m.words...), at: maps.Clone(m.at), used: maps.Clone(m.used),
			free: slices.Clone(m.free), items: slices.Clone(m.items),
		}
	}
	return c
}

// Packets is the batch that Run processes.
func (s *State) Packets() *middlebox.Batch { return s.batch }

// Run processes the first n packets, and then lets end what was idle.
func (s *State) Run(n int, now int64) {
	b := s.batch
	s.Failed = false
	b.Begin(n, now)
	s.box.Declare(b)
	for o := range b.Columns {
		s.lookup(&b.Columns[o], o, n, now)
	}
	if s.OneByOne {
		for i := range n {
			s.box.Process(b, i, i+1)
		}
	} else {
		s.box.Process(b, 0, n)
	}
	s.FailAfter = -1
	s.expire(now)
}

func (s *State) lookup(c *middlebox.Column, object, n int, now int64) {
	m := &s.objects[object]
	for i := range n {
		c.At[i] = 0
		if c.Declared>>i&1 == 0 {
			continue
		}
		switch k := c.Keys[i]; {
		case c.Object.Kind.Keyed():
			if at, ok := m.at[k]; ok {
				m.used[k], c.At[i] = now, at
			}
		case c.Object.Rows > 0:
			for r := range c.Rows {
				c.Rows[r][i] = m.cells(k, c.Object.Rows) + uint32(r)
			}
		case k.Low < uint64(c.Object.Capacity):
			c.At[i] = leadIn + uint32(k.Low)*uint32(c.Object.Words)
		}
	}
	c.Words = m.words
}

// cells returns where the counts of a key are, one for each of rows.
func (m *memory) cells(k middlebox.Key, rows int) uint32 {
	at, ok := m.at[k]
	if !ok {
		at = uint32(len(m.words))
		m.at[k], m.words = at, append(m.words, make([]uint64, rows)...)
	}
	return at
}

// expire offers idle entries, in the order of their keys.
func (s *State) expire(now int64) {
	expirer, asks := s.box.(middlebox.Expirer)
	for object, o := range s.box.Objects() {
		if o.Idle == 0 {
			continue
		}
		m := &s.objects[object]
		for _, k := range slices.SortedFunc(maps.Keys(m.used), compare) {
			if used, there := m.used[k]; !there || now-used < int64(o.Idle) {
				continue
			}
			at := m.at[k]
			if !asks || expirer.Expire(s.batch, 0, object, k, m.words[at:at+uint32(o.Words)]) {
				s.Remove(s.batch, object, 0, k)
			}
		}
	}
}

// Entries returns the entries of a keyed object.
func (s *State) Entries(object int) map[middlebox.Key][]uint64 {
	all := map[middlebox.Key][]uint64{}
	for k, at := range s.objects[object].at {
		width := uint32(s.box.Objects()[object].Words)
		all[k] = slices.Clone(s.objects[object].words[at : at+width])
	}
	return all
}

// Counts returns what a filter or a sketch counted of each key.
func (s *State) Counts(object int) map[middlebox.Key]uint64 {
	all := map[middlebox.Key]uint64{}
	for k, at := range s.objects[object].at {
		all[k] = s.objects[object].words[at]
	}
	return all
}

// Vector returns a copy of the values of an object with an index.
func (s *State) Vector(object int) []uint64 { return slices.Clone(s.objects[object].words[leadIn:]) }

// Left returns the items of a pool, in the order in which they will be taken.
func (s *State) Left(object int) []uint64 { return slices.Clone(s.objects[object].items) }
