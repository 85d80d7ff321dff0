package store

import (
	"math"
	"math/bits"

	"qanat/middlebox"
)

// A bucket is two slots: first a word with when they were used and how many entries
// went past the bucket, then one that tells which of them the wheel has in a list,
// then the two keys, then the two values. With values of one word it is a cache line.
const (
	bucketSlots = 2
	uses        = 0 // offsets in words
	listed      = 1
	keys        = 2
	keyWords    = 2
	values      = keys + bucketSlots*keyWords
	// slotsPerEntry is how many slots there are for an entry: so many that one in
	// eighteen is not in its first bucket, where it would be one in eight with two.
	slotsPerEntry = 2.7
	// segmentEntries is for how many a segment is made where nothing else is asked
	// for.
	segmentEntries = 128
	// leadIn keeps offset 0, which means that there is no entry, out of use, and
	// buckets within cache lines.
	leadIn = 8
	// none is the number of no slot.
	none = -1
)

// Table is a keyed object. It is not safe for concurrent use; different segments
// may be used by different goroutines, but for Len; the wheel has a lock of its own,
// unless the store is Alone.
type Table struct {
	words    []uint64
	width    int // words of a value
	room     int // words that a value has: at least one, so that none lie at the same place
	stride   int // words of a bucket
	buckets  int
	segments int // a power of two
	shift    int // of a hash, to get its segment
	perSeg   int // buckets of a segment
	seed     middlebox.Key
	count    []int32 // entries per segment
	wheel    *wheel
}

// newTable returns an empty table for capacity entries of some words of value
// each. segments is how many there shall be, 0 for as many as suits.
func newTable(capacity, value, segments int, seed middlebox.Key) *Table {
	if segments == 0 {
		segments = 1 << max(0, bits.Len(uint(capacity/segmentEntries))-1)
	}
	room := max(1, value)
	t := &Table{width: value, room: room, stride: values + bucketSlots*room, segments: segments, shift: 64 - bits.TrailingZeros(uint(segments)), seed: seed}
	t.perSeg = (slotsFor(float64(capacity)/float64(segments)) + bucketSlots - 1) / bucketSlots
	t.buckets = t.perSeg * segments
	t.words = memory(leadIn + t.buckets*t.stride)
	t.count = make([]int32, segments)
	return t
}

// NewTable returns an empty table for capacity entries of some words of value each,
// which never expire, for who wants a table without a store around it.
func NewTable(capacity, words int, seed uint64) *Table {
	return newTable(capacity, words, 0, middlebox.Key{High: mix(seed), Low: mix(seed + 1)})
}

// slotsFor returns how many slots a segment needs for mean entries, to hold six
// standard deviations more.
func slotsFor(mean float64) int {
	return int(math.Ceil(max(mean*slotsPerEntry, mean+6*math.Sqrt(mean)) + 1))
}

// seal returns what stands for a key in its slot. The one key that becomes zero, as
// empty slots are, cannot be kept; who does not know the seed does not meet it.
func (t *Table) seal(k middlebox.Key) middlebox.Key {
	return middlebox.Key{High: k.High ^ t.seed.High, Low: k.Low ^ t.seed.Low}
}

// hash returns the hash of a sealed key, whose high bits choose the bucket.
func hash(k middlebox.Key) uint64 {
	high, low := bits.Mul64(k.High, k.Low)
	high, low = bits.Mul64(high^low^k.Low, 0x9e3779b97f4a7c15)
	return high ^ low
}

// segment returns the segment of a hash.
func (t *Table) segment(hash uint64) int { return int(hash >> t.shift) }

// bucket returns the first bucket to search for a hash.
func (t *Table) bucket(hash uint64) int {
	b, _ := bits.Mul64(hash, uint64(t.buckets))
	return int(b)
}

// at returns the offset of a bucket.
func (t *Table) at(bucket int) int { return leadIn + bucket*t.stride }

// after returns the bucket where an entry of a hash goes that finds one full: the
// next of its segment.
func (t *Table) after(bucket int, hash uint64) int {
	if bucket++; bucket == (t.segment(hash)+1)*t.perSeg {
		bucket -= t.perSeg
	}
	return bucket
}

// Len is the number of entries.
func (t *Table) Len() int {
	sum := 0
	for _, n := range t.count {
		sum += int(n)
	}
	return sum
}
