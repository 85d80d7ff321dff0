package traffic

import "sort"

// order counts what is lost, doubled and overtaken in a stream of numbered packets.
//
// A packet is reordered if its number is below that of one that came before (RFC
// 4737, section 3). The extent is how many packets came in between: from the
// first of those with a higher number to it (section 4.2.1). That first one is
// always one that left a gap, so only gaps are remembered. Packets that come
// twice count once in all of this.
type order struct {
	begun    bool
	first    uint64 // number that the stream began with, as far as is known
	next     uint64 // one more than the highest number so far
	arrived  uint64 // different packets
	doubled  uint64
	tooOld   uint64 // more than a window behind, of which nobody knows whether they came twice
	seen     []uint64
	gaps     []gap // a ring of the last gaps
	oldest   int   // and how many there were
	late     uint64
	extent   uint64 // the largest
	extents  uint64 // their sum
	shortest bool   // some extent is larger than said, since its gap was forgotten
}

// A gap is left by a packet that comes before some with lower numbers.
type gap struct {
	sequence uint64 // of the packet
	arrived  uint64 // before it
}

// The window in which packets are told apart from those that came before, and how
// many gaps are remembered. Both are powers of two.
const (
	window   = 1 << 20
	mostGaps = 1 << 12
)

func newOrder() *order {
	return &order{seen: make([]uint64, window/64), gaps: make([]gap, 0, mostGaps)}
}

// take notes a packet by the last 32 bits of its number and tells whether it is
// new, and whether it came in order.
func (o *order) take(low uint32) (fresh, ordered bool) {
	if !o.begun {
		o.begun = true
		if low >= window { // the stream began long before
			o.first, o.next = uint64(low), uint64(low)
		}
	}
	ahead := int32(low - uint32(o.next)) // as numbers are restored: the nearest one
	sequence := o.next + uint64(int64(ahead))
	if ahead < 0 {
		return o.behind(sequence, uint64(-int64(ahead)))
	}
	if ahead > 0 {
		o.skip(sequence)
	}
	o.mark(sequence)
	o.next = sequence + 1
	o.arrived++
	return true, true
}

// skip notes a gap before a packet, and forgets the numbers that leave the window.
func (o *order) skip(sequence uint64) {
	g := gap{sequence, o.arrived}
	if len(o.gaps) < mostGaps {
		o.gaps = append(o.gaps, g)
	} else {
		o.gaps[o.oldest%mostGaps] = g
		o.oldest++
	}
	if sequence-o.next >= window {
		clear(o.seen)
		return
	}
	for s := o.next; s < sequence; s++ {
		o.seen[s%window/64] &^= 1 << (s % 64)
	}
}

func (o *order) mark(sequence uint64) { o.seen[sequence%window/64] |= 1 << (sequence % 64) }

// behind notes a packet whose number is below the highest so far.
func (o *order) behind(sequence, by uint64) (fresh, ordered bool) {
	if by > window || by > o.next-o.first {
		o.tooOld++
		return false, false
	}
	if o.seen[sequence%window/64]>>(sequence%64)&1 == 1 {
		o.doubled++
		return false, false
	}
	o.mark(sequence)
	n := len(o.gaps)
	k := sort.Search(n, func(k int) bool { return o.gaps[(o.oldest+k)%n].sequence > sequence })
	extent := o.arrived - o.gaps[(o.oldest+k)%n].arrived
	o.shortest = o.shortest || k == 0 && o.oldest > 0
	o.late++
	o.extents += extent
	o.extent = max(o.extent, extent)
	o.arrived++
	return true, false
}
