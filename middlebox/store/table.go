package store

import (
	"math"
	"math/bits"

	"qanat/middlebox"
)

const (
	// bucketSlots is the slots of a bucket.
	bucketSlots = 4
	// header is the words of a slot before its key: the hash's low half, made
	// odd, in the low 32 bits, the tick of last use above.
	header   = 1
	keyWords = 2
	// segmentSlots is the slots of a segment where nothing else is asked for.
	segmentSlots = 256
	// leadIn keeps offset 0, which means that there is no entry, out of use.
	leadIn = 8
)

// Table is a keyed object. It is not safe for concurrent use; different segments
// may be used by different goroutines, but for the wheel and Len.
type Table struct {
	words    []uint64
	over     []uint8 // per bucket: entries that went past it
	stride   int     // words of a slot
	buckets  int
	segments int // a power of two
	shift    int // of a hash, to get its segment
	perSeg   int // buckets of a segment
	seed     middlebox.Key
	count    []int32 // entries per segment
	wheel    *wheel
	touched  uint64 // what the first pass read, so that it is not left out
}

// newTable returns an empty table for capacity entries of some words of value
// each. segments is how many there shall be, 0 for as many as suits.
func newTable(capacity, value, segments int, seed middlebox.Key) *Table {
	if segments == 0 {
		segments = 1 << max(0, bits.Len(uint(capacity*2/segmentSlots))-1)
	}
	t := &Table{stride: header + keyWords + value, segments: segments, shift: 64 - bits.TrailingZeros(uint(segments)), seed: seed}
	t.perSeg = (slotsFor(float64(capacity)/float64(segments)) + bucketSlots - 1) / bucketSlots
	t.buckets = t.perSeg * segments
	t.words = make([]uint64, leadIn+t.buckets*bucketSlots*t.stride)
	t.over = make([]uint8, t.buckets)
	t.count = make([]int32, segments)
	return t
}

// slotsFor returns how many slots a segment needs for mean entries: so many that
// it holds six standard deviations more, and is half full: then one entry in fifty
// is not in its first bucket.
func slotsFor(mean float64) int { return int(math.Ceil(max(mean*2, mean+6*math.Sqrt(mean)) + 1)) }

// hash returns the hash of a key, whose high bits choose the bucket.
func (t *Table) hash(k middlebox.Key) uint64 {
	high, low := bits.Mul64(k.High^t.seed.High, k.Low^t.seed.Low)
	x := high ^ low ^ k.Low
	high, low = bits.Mul64(x, 0x9e3779b97f4a7c15)
	return high ^ low
}

// segment returns the segment of a hash.
func (t *Table) segment(hash uint64) int { return int(hash >> t.shift) }

// bucket returns the first bucket to search for a hash.
func (t *Table) bucket(hash uint64) int {
	b, _ := bits.Mul64(hash, uint64(t.buckets))
	return int(b)
}

// slotAt returns the offset of a bucket's first slot.
func (t *Table) slotAt(bucket int) int { return leadIn + bucket*bucketSlots*t.stride }

// after returns the bucket that entries go to which find one full.
func (t *Table) after(bucket int) int {
	if bucket++; bucket%t.perSeg == 0 {
		bucket -= t.perSeg
	}
	return bucket
}

func tagOf(hash uint64) uint32 { return uint32(hash) | 1 }

// find returns the offset of the slot with a key, 0 if there is none.
func (t *Table) find(hash uint64, k middlebox.Key) int {
	bucket, tag := t.bucket(hash), tagOf(hash)
	for range t.perSeg {
		at := t.slotAt(bucket)
		for range bucketSlots {
			slot := t.words[at : at+header+keyWords]
			if uint32(slot[0]) == tag && slot[1] == k.High && slot[2] == k.Low {
				return at
			}
			at += t.stride
		}
		if t.over[bucket] == 0 {
			return 0
		}
		bucket = t.after(bucket)
	}
	return 0
}

// insert adds a key that is not there and returns the offset of its slot, whose
// value is zero; 0 if its segment is full.
func (t *Table) insert(hash uint64, k middlebox.Key, tick uint32) int {
	bucket := t.bucket(hash)
	for range t.perSeg {
		at := t.slotAt(bucket)
		for range bucketSlots {
			if slot := t.words[at : at+t.stride]; uint32(slot[0]) == 0 {
				clear(slot)
				slot[0], slot[1], slot[2] = uint64(tick)<<32|uint64(tagOf(hash)), k.High, k.Low
				t.pass(hash, bucket, 1)
				t.count[t.segment(hash)]++
				return at
			}
			at += t.stride
		}
		bucket = t.after(bucket)
	}
	return 0
}

// remove empties the slot of a key.
func (t *Table) remove(hash uint64, at int) {
	t.words[at] = 0
	t.pass(hash, (at-leadIn)/t.stride/bucketSlots, -1)
	t.count[t.segment(hash)]--
}

// pass counts an entry of a bucket in those that it went past. A count that
// reached its most stays there: searches go on needlessly, but miss nothing.
func (t *Table) pass(hash uint64, bucket, by int) {
	for b := t.bucket(hash); b != bucket; b = t.after(b) {
		if t.over[b] < math.MaxUint8 {
			t.over[b] = uint8(int(t.over[b]) + by)
		}
	}
}

// touch notes that an entry was used at a tick.
func (t *Table) touch(at int, tick uint32) {
	if word := t.words[at]; uint32(word>>32) != tick {
		t.words[at] = uint64(tick)<<32 | word&(1<<32-1)
	}
}

// Len is the number of entries.
func (t *Table) Len() int {
	sum := 0
	for _, n := range t.count {
		sum += int(n)
	}
	return sum
}

// NewTable returns an empty table for capacity entries of some words of value each,
// which never expire, for who wants a table without a store around it.
func NewTable(capacity, words int, seed uint64) *Table {
	return newTable(capacity, words, 0, middlebox.Key{High: mix(seed), Low: mix(seed + 1)})
}
