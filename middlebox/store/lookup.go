package store

import (
	"math/bits"

	"qanat/middlebox"
)

// Lookup finds what the packets of a batch declared.
func (s *Store) Lookup(b *middlebox.Batch) {
	for k := range b.Columns {
		c := &b.Columns[k]
		switch {
		case c.Declared == 0:
			clear(c.At[:b.N])
		case s.tables[k] != nil:
			s.tables[k].lookup(c, b.N, b.Now)
		case len(c.Rows) > 0:
			s.cells(c, b.N)
		default:
			index(c, b.N)
		}
	}
}

// LookupOne finds what packet i declared, after Hash.
func (s *Store) LookupOne(b *middlebox.Batch, i int) {
	for k := range b.Columns {
		c := &b.Columns[k]
		c.At[i], c.Grown = 0, false
		switch {
		case c.Declared>>i&1 == 0:
		case s.tables[k] != nil:
			t := s.tables[k]
			if at := t.find(c.Hashes[i], c.Keys[i]); at != 0 {
				t.touch(at, t.tickOf(b.Now))
				c.At[i] = uint32(at + header + keyWords)
			}
		case len(c.Rows) > 0:
			s.cellsOf(c, i)
		default:
			indexOf(c, i)
		}
	}
}

// Hash computes the hashes of what the packets of a batch declared.
func (s *Store) Hash(b *middlebox.Batch) {
	for k, t := range s.tables {
		if c := &b.Columns[k]; t != nil && c.Declared != 0 {
			for i := range b.N {
				c.Hashes[i] = t.hash(c.Keys[i])
			}
		}
	}
}

// Touch reads memory that the packets of a batch will need, after Hash, so that
// their cache misses overlap. It changes nothing, and what it reads may be changing.
func (s *Store) Touch(b *middlebox.Batch) {
	for k, t := range s.tables {
		if c := &b.Columns[k]; t != nil && c.Declared != 0 {
			t.touchAll(c, b.N)
		}
	}
}

func (t *Table) touchAll(c *middlebox.Column, n int) {
	last, sum := (bucketSlots-1)*t.stride, uint64(0)
	for _, hash := range c.Hashes[:n] {
		at := t.slotAt(t.bucket(hash))
		sum += t.words[at] + t.words[at+last]
	}
	c.Touched = sum
}

// lookup finds the entries of a column. Its first pass only touches memory, so
// that what is not in the cache is fetched for all packets at once.
func (t *Table) lookup(c *middlebox.Column, n int, now int64) {
	var homes [middlebox.MaxBatch]int
	touched, last := uint64(0), (bucketSlots-1)*t.stride
	for i := range n {
		hash := t.hash(c.Keys[i])
		at := t.slotAt(t.bucket(hash))
		c.Hashes[i], homes[i] = hash, at
		touched += t.words[at] + t.words[at+last]
	}
	c.Touched = touched
	tick := t.tickOf(now)
	for i := range n {
		c.At[i] = 0
		if c.Declared>>i&1 == 0 {
			continue
		}
		at := t.match(homes[i], c.Hashes[i], c.Keys[i])
		if at == 0 {
			if at = t.find(c.Hashes[i], c.Keys[i]); at == 0 {
				continue
			}
		}
		t.touch(at, tick)
		c.At[i] = uint32(at + header + keyWords)
	}
}

// match returns the offset of the slot of a bucket that has a key; 0 if it may be
// elsewhere. It compares all headers without a branch: which slot it is cannot be
// predicted.
func (t *Table) match(at int, hash uint64, k middlebox.Key) int {
	stride, tag := t.stride, uint64(tagOf(hash))
	w := t.words[at : at+bucketSlots*stride]
	hits := isTag(w[0], tag) | isTag(w[stride], tag)<<1 | isTag(w[2*stride], tag)<<2 | isTag(w[3*stride], tag)<<3
	if hits == 0 {
		return 0
	}
	slot := bits.TrailingZeros64(hits) * stride
	if key := w[slot+header : slot+header+keyWords]; key[0] != k.High || key[1] != k.Low {
		return 0
	}
	return at + slot
}

// isTag returns 1 if a header has the tag, 0 if not.
func isTag(header, tag uint64) uint64 { return (header&(1<<32-1) ^ tag - 1) >> 63 }

// index finds the values of a vector.
func index(c *middlebox.Column, n int) {
	for i := range n {
		indexOf(c, i)
	}
}

func indexOf(c *middlebox.Column, i int) {
	c.At[i] = 0
	if c.Declared>>i&1 != 0 && c.Keys[i].Low < uint64(c.Object.Capacity) {
		c.At[i] = uint32(leadIn + int(c.Keys[i].Low)*c.Object.Words)
	}
}

// cells finds the cells of a filter or a sketch: one in each row, by two hashes
// that make as many as are needed (Kirsch and Mitzenmacher 2008).
func (s *Store) cells(c *middlebox.Column, n int) {
	for i := range n {
		s.cellsOf(c, i)
	}
}

func (s *Store) cellsOf(c *middlebox.Column, i int) {
	width := uint64(c.Object.Capacity)
	one, two := s.twoHashes(c.Keys[i])
	for r := range c.Rows {
		cell, _ := bits.Mul64(one, width)
		c.Rows[r][i] = uint32(leadIn + uint64(r)*width + cell)
		one += two
	}
}

// Count adds to a key's cells of a filter or a sketch, and returns the least.
func (s *Store) Count(object int, k middlebox.Key, difference uint64) uint64 {
	width, least := uint64(s.Objects[object].Capacity), ^uint64(0)
	one, two := s.twoHashes(k)
	for r := range uint64(s.Objects[object].Rows) {
		cell, _ := bits.Mul64(one, width)
		at := leadIn + r*width + cell
		s.vectors[object][at] += difference
		least = min(least, s.vectors[object][at])
		one += two
	}
	return least
}

func (s *Store) twoHashes(k middlebox.Key) (one, two uint64) {
	high, low := bits.Mul64(k.High^s.seed.Low, k.Low^s.seed.High)
	one = (high ^ low ^ k.Low) * 0x9e3779b97f4a7c15
	high, low = bits.Mul64(one, 0xd6e8feb86659fd93)
	return high ^ low, (low ^ k.High) | 1
}
