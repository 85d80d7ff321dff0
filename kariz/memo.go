package kariz

import (
	"slices"

	"qanat/topo"
)

// memoBits: a memo holds 2^memoBits answers.
const memoBits = 12

// memo remembers answers to questions (position, rate, free resources). Each
// question has one slot, which it shares with others: the last one asked stays.
type memo[T any] struct {
	slots []memoSlot[T]
}

type memoSlot[T any] struct {
	position int
	rate     topo.Rate
	free     []int64
	answer   T
}

// find returns where the answer belongs, and whether it is there already.
func (m *memo[T]) find(position int, rate topo.Rate, free []int64) (answer *T, known bool) {
	if m.slots == nil {
		m.slots = make([]memoSlot[T], 1<<memoBits)
	}
	const odd = 0x9E3779B97F4A7C15 // 2^64 over the golden ratio: spreads the bits
	hash := uint64(position)*odd ^ uint64(rate)
	for _, amount := range free {
		hash = (hash ^ uint64(amount)) * odd
	}
	s := &m.slots[hash>>(64-memoBits)]
	if s.position == position && s.rate == rate && slices.Equal(s.free, free) {
		return &s.answer, true
	}
	s.position, s.rate, s.free = position, rate, append(s.free[:0], free...)
	return &s.answer, false
}

// clear forgets everything.
func (m *memo[T]) clear() { clear(m.slots) }
