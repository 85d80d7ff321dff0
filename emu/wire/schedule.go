package wire

// packet is a frame that waits until it is due.
type packet struct {
	due    int64 // ns, real time
	order  uint64
	buffer *buffer
	length int // of what is in the buffer
}

func (p *packet) before(o *packet) bool {
	return p.due < o.due || p.due == o.due && p.order < o.order
}

// schedule holds the packets of one direction. Those that are due in the order
// of their arrival, which all are where the delay is constant, wait in a ring;
// only those that overtake others need a heap.
type schedule struct {
	ring  []packet // its length is a power of two
	first int      // of the ring's packets
	count int      // of them
	late  overtaking
	order uint64
}

// len is the number of packets.
func (s *schedule) len() int { return s.count + len(s.late) }

// add puts a packet in its place.
func (s *schedule) add(p packet) {
	s.order++
	p.order = s.order
	if s.count > 0 && p.due < s.ring[(s.first+s.count-1)&(len(s.ring)-1)].due {
		s.late.push(p)
		return
	}
	if s.count == len(s.ring) {
		s.grow()
	}
	s.ring[(s.first+s.count)&(len(s.ring)-1)] = p
	s.count++
}

func (s *schedule) grow() {
	const least = 64
	larger := make([]packet, max(least, 2*len(s.ring)))
	for k := range s.count {
		larger[k] = s.ring[(s.first+k)&(len(s.ring)-1)]
	}
	s.ring, s.first = larger, 0
}

// next returns the packet that is due first, nil if there is none. It is valid
// until the schedule changes.
func (s *schedule) next() *packet {
	switch {
	case s.count == 0 && len(s.late) == 0:
		return nil
	case s.count == 0:
		return &s.late[0]
	case len(s.late) == 0 || s.ring[s.first].before(&s.late[0]):
		return &s.ring[s.first]
	}
	return &s.late[0]
}

// take removes the packet that next returns.
func (s *schedule) take() packet {
	if s.next() == nil {
		panic("wire: nothing is scheduled")
	}
	if s.count > 0 && (len(s.late) == 0 || s.ring[s.first].before(&s.late[0])) {
		p := s.ring[s.first]
		s.ring[s.first] = packet{}
		s.first = (s.first + 1) & (len(s.ring) - 1)
		s.count--
		return p
	}
	return s.late.pop()
}

// overtaking is a binary heap of packets. Package container/heap would allocate
// memory for each.
type overtaking []packet

func (h *overtaking) push(p packet) {
	all := append(*h, p)
	k := len(all) - 1
	for k > 0 && p.before(&all[(k-1)/2]) {
		all[k] = all[(k-1)/2]
		k = (k - 1) / 2
	}
	all[k] = p
	*h = all
}

func (h *overtaking) pop() packet {
	all := *h
	first, last := all[0], all[len(all)-1]
	all[len(all)-1] = packet{} // whose buffer has another owner
	all = all[:len(all)-1]
	*h = all
	for k := 0; len(all) > 0; {
		child := 2*k + 1
		if child+1 < len(all) && all[child+1].before(&all[child]) {
			child++
		}
		if child >= len(all) || !all[child].before(&last) {
			all[k] = last
			break
		}
		all[k] = all[child]
		k = child
	}
	return first
}
