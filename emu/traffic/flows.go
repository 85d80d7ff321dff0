package traffic

import "math/rand/v2"

// flows are the flows that exist at a time, in slots. What a flow's packets say is
// a function of its number alone: numbers count up, those of the slots first, then
// those of the flows that replace them.
type flows struct {
	spec  *Spec
	rng   *rand.Rand
	slots []flow
	table ranks  // of Zipf
	next  uint64 // number of the next flow
	first uint64 // where in the ranges flow 0 lies
	space uint64 // how many flows the ranges tell apart
	from  uint32 // the last four bytes of the ranges' first addresses
	to    uint32
	old   int    // the slot that is replaced next
	train uint32 // the slot whose packets come in a row, in a trace
	due   float64
	every float64 // ns between two new flows; 0 if there are none
}

// A flow is what the headers of its packets have of their own. Two fit a line of
// the cache.
type flow struct {
	number           uint32 // modulo 2^32
	from, to         uint32 // the last four bytes of addresses
	fromPort, toPort uint16
	fromMAC, toMAC   uint16 // distances from the first
	sum              uint32 // of the addresses' last four bytes, for checksums
	bytes            uint32 // of TCP payload so far, plus that of the SYN
	left             uint32 // packets, of a trace
}

func newFlows(s *Spec, rng *rand.Rand) *flows {
	f := &flows{spec: s, rng: rng, slots: make([]flow, s.Flows), from: s.From.low(), to: s.To.low(), space: uint64(s.tuples())}
	f.first = rng.Uint64N(f.space)
	if s.Popularity == Zipf {
		f.table = zipf(s.Flows, s.Exponent)
	}
	if s.NewFlowsPerSecond > 0 {
		f.every = 1e9 / s.NewFlowsPerSecond
		f.due = f.every
	}
	for k := range f.slots {
		f.start(&f.slots[k])
	}
	return f
}

// start makes the next flow. Its number is written with the ranges as digits,
// those of the sources first, so that flows differ in all of them and each
// combination comes once before any comes again.
func (f *flows) start(slot *flow) {
	s := f.spec
	rest := (f.first + f.next) % f.space
	digit := func(of int) uint32 {
		d := rest % uint64(of)
		rest /= uint64(of)
		return uint32(d)
	}
	*slot = flow{number: uint32(f.next)}
	slot.from = f.from + digit(s.From.Addresses)
	slot.fromPort = s.From.Port + uint16(digit(s.From.Ports))
	slot.to = f.to + digit(s.To.Addresses)
	slot.toPort = s.To.Port + uint16(digit(s.To.Ports))
	slot.fromMAC = uint16(f.next % uint64(s.From.MACs))
	slot.toMAC = uint16(f.next % uint64(s.To.MACs))
	slot.sum = words(slot.from) + words(slot.to)
	if s.Popularity == Trace {
		slot.left = flowLength(f.rng)
	}
	f.next++
}

// pick returns the flow of the next packet, at a time after the start in ns.
func (f *flows) pick(at float64) *flow {
	for f.every > 0 && at >= f.due {
		f.start(&f.slots[f.old])
		if f.old++; f.old == len(f.slots) {
			f.old = 0
		}
		f.due += f.every
	}
	switch f.spec.Popularity {
	case Zipf:
		return &f.slots[f.table.draw(f.rng)]
	case Trace:
		return f.inTrain()
	}
	return &f.slots[scale(uint32(f.rng.Uint64()), len(f.slots))]
}

// inTrain returns the flow of the last packet, or another one.
func (f *flows) inTrain() *flow {
	random := f.rng.Uint64()
	if random%trainEnds == 0 {
		f.train = scale(uint32(random>>32), len(f.slots))
	}
	slot := &f.slots[f.train]
	if slot.left == 0 {
		f.start(slot)
	}
	slot.left--
	return slot
}

// words is the sum of the 16-bit words of four bytes.
func words(v uint32) uint32 { return v>>16 + v&0xffff }
