package store

import (
	"math"

	"qanat/middlebox"
)

// Slots are numbered through all buckets. A bucket's word of uses has the low bits
// of the ticks of its slots, then how many entries went past it.
const (
	tickBits  = 28
	tickMask  = 1<<tickBits - 1
	overShift = bucketSlots * tickBits
)

// part returns the offset of a slot's bucket, and which of its slots it is.
func (t *Table) part(slot int) (at, of int) {
	return t.at(slot / bucketSlots), slot % bucketSlots
}

// valueAt returns the offset of a slot's value.
func (t *Table) valueAt(slot int) int {
	at, of := t.part(slot)
	return at + values + of*t.room
}

// value returns a slot's value.
func (t *Table) value(slot int) []uint64 {
	at := t.valueAt(slot)
	return t.words[at : at+t.width : at+t.width]
}

// sealed returns a slot's key, sealed; zero if the slot is empty.
func (t *Table) sealed(slot int) *[keyWords]uint64 {
	at, of := t.part(slot)
	return (*[keyWords]uint64)(t.words[at+keys+of*keyWords:])
}

// key returns a slot's key, false if the slot is empty.
func (t *Table) key(slot int) (middlebox.Key, bool) {
	k := t.sealed(slot)
	return t.seal(middlebox.Key{High: k[0], Low: k[1]}), k[0]|k[1] != 0
}

// find returns the slot of a sealed key, none if there is none.
func (t *Table) find(hash uint64, k middlebox.Key) int { return t.findFrom(t.bucket(hash), hash, k) }

// findFrom is find for who knows that it is in no earlier bucket.
func (t *Table) findFrom(bucket int, hash uint64, k middlebox.Key) int {
	for range t.perSeg {
		at := t.at(bucket)
		w := t.words[at : at+values]
		switch {
		case w[keys] == k.High && w[keys+1] == k.Low:
			return bucket * bucketSlots
		case w[keys+2] == k.High && w[keys+3] == k.Low:
			return bucket*bucketSlots + 1
		case w[uses]>>overShift == 0:
			return none
		}
		bucket = t.after(bucket, hash)
	}
	return none
}

// insert adds a sealed key that is not there and returns its slot, whose value is
// zero; none if its segment is full.
func (t *Table) insert(hash uint64, k middlebox.Key, tick uint64) int {
	if k == (middlebox.Key{}) {
		return none
	}
	bucket := t.bucket(hash)
	for range t.perSeg {
		for slot := bucket * bucketSlots; slot < (bucket+1)*bucketSlots; slot++ {
			if to := t.sealed(slot); to[0]|to[1] == 0 {
				to[0], to[1] = k.High, k.Low
				clear(t.value(slot))
				t.touch(slot, tick)
				t.pass(hash, bucket, 1)
				t.count[t.segment(hash)]++
				return slot
			}
		}
		bucket = t.after(bucket, hash)
	}
	return none
}

// remove empties the slot of a key.
func (t *Table) remove(hash uint64, slot int) {
	*t.sealed(slot) = [keyWords]uint64{}
	t.pass(hash, slot/bucketSlots, -1)
	t.count[t.segment(hash)]--
}

// pass counts an entry of a bucket in those that it went past. A count that
// reached its most stays there: searches go on needlessly, but miss nothing.
func (t *Table) pass(hash uint64, bucket, by int) {
	for b := t.bucket(hash); b != bucket; b = t.after(b, hash) {
		if word := &t.words[t.at(b)+uses]; *word>>overShift < math.MaxUint8 {
			*word += uint64(by) << overShift
		}
	}
}

// touch notes that a slot was used at a tick.
func (t *Table) touch(slot int, tick uint64) {
	at, of := t.part(slot)
	use(&t.words[at+uses], of*tickBits, tick)
}

// use notes the same in a bucket's word.
func use(word *uint64, shift int, tick uint64) {
	if difference := (*word>>shift ^ tick) & tickMask; difference != 0 {
		*word ^= difference << shift
	}
}

// idle returns for how many ticks a slot was not used; less than 0 if it was used
// by one whose clock is ahead.
func (t *Table) idle(slot int, tick uint64) int {
	const above = 64 - tickBits
	at, of := t.part(slot)
	used := t.words[at+uses] >> (of * tickBits)
	return int(int64((tick-used)<<above) >> above)
}
