package store

import (
	"math/bits"

	"qanat/internal/prefetch"
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
		c.At[i] = 0
		switch {
		case c.Declared>>i&1 == 0:
		case s.tables[k] != nil:
			t := s.tables[k]
			c.At[i] = t.place(c.Hashes[i], t.seal(c.Keys[i]), t.tickOf(b.Now))
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
			t.hashAll(c, b.N)
		}
	}
}

// hashAll also leaves in At where each key's first bucket is, and for packets that
// declared nothing the start of the memory, which is like an empty bucket.
func (t *Table) hashAll(c *middlebox.Column, n int) {
	seed, buckets, stride := t.seed, uint64(t.buckets), uint32(t.stride)
	keyed, hashes, places := c.Keys[:n], c.Hashes[:n], c.At[:n]
	for i := range keyed {
		h := hash(middlebox.Key{High: keyed[i].High ^ seed.High, Low: keyed[i].Low ^ seed.Low})
		bucket, _ := bits.Mul64(h, buckets)
		hashes[i], places[i] = h, leadIn+uint32(bucket)*stride
	}
	for left := ^c.Declared & (1<<n - 1); left != 0; left &= left - 1 {
		places[bits.TrailingZeros32(left)] = 0
	}
}

// FetchAll asks for memory that the packets of a batch will need, after Hash, so that
// their cache misses overlap.
func (s *Store) FetchAll(b *middlebox.Batch) {
	for k, t := range s.tables {
		if c := &b.Columns[k]; t != nil && c.Declared != 0 {
			t.fetchAll(c, b.N)
		}
	}
}

// nearWords is how much memory stays in the second-level cache, so that asking for
// it costs more than it saves.
const nearWords = 1 << 15

func (t *Table) fetchAll(c *middlebox.Column, n int) {
	if len(t.words) > nearWords {
		prefetch.Words(t.words, c.At[:n])
	}
}

// lookup finds the entries of a column.
func (t *Table) lookup(c *middlebox.Column, n int, now int64) {
	t.hashAll(c, n)
	t.fetchAll(c, n)
	tick := t.tickOf(now)
	if late := t.match(c, n, tick); late != 0 {
		t.farther(c, late, tick)
	}
}

// match finds the entries that are in their first bucket, and returns the bits of
// the others. It does not branch on which of two keys it is, which nobody can
// predict, only on whether it is one of them: what depends on the former becomes
// conditional moves.
func (t *Table) match(c *middlebox.Column, n int, tick uint64) (late uint32) {
	seed, words, room := t.seed, t.words, t.room
	keyed, places := c.Keys[:n], c.At[:n]
	for i := range keyed {
		at := int(places[i])
		w := (*[values]uint64)(words[at : at+values : at+values]) // the third bound leaves one comparison, with the capacity
		high, low := keyed[i].High^seed.High, keyed[i].Low^seed.Low
		notFirst := (w[keys] ^ high) | (w[keys+1] ^ low)
		notSecond := (w[keys+2] ^ high) | (w[keys+3] ^ low)
		if min(notFirst, notSecond) != 0 {
			places[i] = 0
			late |= 1 << i
			continue
		}
		shift, value := 0, at+values
		if notFirst != 0 {
			shift, value = tickBits, value+room
		}
		use(&w[uses], shift, tick)
		places[i] = uint32(value)
	}
	return late & c.Declared
}

// farther finds entries that are not in their first bucket, if they are anywhere.
func (t *Table) farther(c *middlebox.Column, late uint32, tick uint64) {
	for left := late; left != 0; left &= left - 1 {
		i := bits.TrailingZeros32(left)
		bucket := t.bucket(c.Hashes[i])
		if t.words[t.at(bucket)+uses]>>overShift == 0 {
			late ^= 1 << i // none went past it
			continue
		}
		prefetch.Word(&t.words[t.at(t.after(bucket, c.Hashes[i]))])
	}
	for ; late != 0; late &= late - 1 {
		i := bits.TrailingZeros32(late)
		hash := c.Hashes[i]
		if slot := t.findFrom(t.after(t.bucket(hash), hash), hash, t.seal(c.Keys[i])); slot != none {
			t.touch(slot, tick)
			c.At[i] = uint32(t.valueAt(slot))
		}
	}
}

// place returns the offset of a sealed key's value, 0 if there is none.
func (t *Table) place(hash uint64, k middlebox.Key, tick uint64) uint32 {
	slot := t.find(hash, k)
	if slot == none {
		return 0
	}
	t.touch(slot, tick)
	return uint32(t.valueAt(slot))
}

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
