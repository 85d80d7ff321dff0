package lab

import (
	"container/heap"
	"math"
	"net/netip"
	"time"
)

// perHop is added to a link's delay in the length of a way, so that of two ways
// without delays the one with fewer hops is shorter.
const perHop = time.Microsecond

// segment is a link or a LAN: nodes that reach each other directly.
type segment struct {
	subnet netip.Prefix
	on     []attached
	delay  [2]time.Duration // from the first end, from the second; a LAN's is the same for all
}

// attached is a node's interface on a segment.
type attached struct {
	node, face int
}

// segments lists links, then LANs.
func (p *Plan) segments() []segment {
	list := make([]segment, len(p.Links)+len(p.LANs))
	for i, l := range p.Links {
		list[i].subnet = l.Subnet
		list[i].delay = [2]time.Duration{l.Directions[0].Delay, l.Directions[1].Delay}
	}
	for i, l := range p.LANs {
		s := &list[len(p.Links)+i]
		s.subnet, s.delay = l.Subnet, [2]time.Duration{l.Impairment.Delay, l.Impairment.Delay}
	}
	for n := range p.Spaces {
		for k := range p.Spaces[n].Interfaces {
			s := &list[p.segment(&p.Spaces[n].Interfaces[k])]
			s.on = append(s.on, attached{n, k})
		}
	}
	return list
}

// segment returns the index of an interface's segment.
func (p *Plan) segment(f *Interface) int {
	if f.Link >= 0 {
		return f.Link
	}
	return len(p.Links) + f.LAN
}

// mostRoutes bounds a lab's routes: each takes some 200 bytes of the kernel's
// memory and some microseconds to make.
const mostRoutes = 1_000_000

// route gives every node its routes to the subnets that it is not on, along the
// ways of least delay. Of several such ways a node takes one that depends on the
// subnet, so that traffic spreads over all of them.
func (p *Plan) route(mistakes *Mistakes) {
	segments := p.segments()
	one := p.oneWayOut(segments)
	total := 0
	for d := range segments {
		length := p.lengths(segments, d)
		for n := range p.Spaces {
			s := &p.Spaces[n]
			if one[n] && len(s.Routes) > 0 {
				continue // all would be alike, and merge makes one of them
			}
			if hop, ok := p.hop(segments, length, n, d); ok {
				s.Routes = append(s.Routes, hop)
				total++
			}
		}
		if total > mostRoutes {
			mistakes.failf("$.links", "the lab needs more than %d routes, since every node that forwards needs one to every link and LAN: "+
				"make those that need not forward stubs, join nodes by LANs, or make the lab smaller", mostRoutes)
			return
		}
	}
	for n := range p.Spaces {
		p.Spaces[n].merge()
	}
}

// oneWayOut tells which nodes forward nothing and have one neighbour that does.
func (p *Plan) oneWayOut(segments []segment) []bool {
	one := make([]bool, len(p.Spaces))
	for n := range p.Spaces {
		forwarding := 0
		for k := range p.Spaces[n].Interfaces {
			for _, a := range segments[p.segment(&p.Spaces[n].Interfaces[k])].on {
				if a.node != n && p.Spaces[a.node].Forward {
					forwarding++
				}
			}
		}
		one[n] = forwarding == 1 && !p.Spaces[n].Forward
	}
	return one
}

// lengths returns, for every node, the length of its way to a segment; those of
// nodes that have none are negative.
func (p *Plan) lengths(segments []segment, d int) []time.Duration {
	length := make([]time.Duration, len(p.Spaces))
	for n := range length {
		length[n] = -1
	}
	open := &frontier{}
	for _, a := range segments[d].on {
		length[a.node] = 0
		heap.Push(open, reached{0, a.node})
	}
	seen := make([]bool, len(segments))
	seen[d] = true
	for open.Len() > 0 {
		at := heap.Pop(open).(reached)
		if at.length > length[at.node] || !p.Spaces[at.node].Forward {
			continue
		}
		for k := range p.Spaces[at.node].Interfaces {
			f := &p.Spaces[at.node].Interfaces[k]
			i := p.segment(f)
			s := &segments[i]
			if seen[i] && f.LAN >= 0 {
				continue // a LAN is entered from its nearest router first
			}
			seen[i] = true
			for _, a := range s.on {
				via := at.length + s.from(p, a) + perHop
				if length[a.node] < 0 || via < length[a.node] {
					length[a.node] = via
					heap.Push(open, reached{via, a.node})
				}
			}
		}
	}
	return length
}

// from is the delay of packets that a node sends into the segment.
func (s *segment) from(p *Plan, a attached) time.Duration {
	f := &p.Spaces[a.node].Interfaces[a.face]
	if f.Link >= 0 {
		return s.delay[f.End]
	}
	return s.delay[0]
}

// hop returns a node's next hop to a segment that it is not on.
func (p *Plan) hop(segments []segment, length []time.Duration, n, d int) (Hop, bool) {
	if length[n] <= 0 {
		return Hop{}, false
	}
	var hops []Hop
	least := time.Duration(math.MaxInt64)
	for k := range p.Spaces[n].Interfaces {
		f := &p.Spaces[n].Interfaces[k]
		s := &segments[p.segment(f)]
		for _, a := range s.on {
			if a.node == n || length[a.node] < 0 || !p.Spaces[a.node].Forward {
				continue
			}
			via := length[a.node] + s.from(p, attached{n, k}) + perHop
			if via < least {
				least, hops = via, hops[:0]
			}
			if via == least {
				hops = append(hops, Hop{To: segments[d].subnet, Via: p.Spaces[a.node].Interfaces[a.face].Address.Addr(), Interface: f.Name})
			}
		}
	}
	if len(hops) == 0 {
		return Hop{}, false
	}
	return hops[spread(n, d)%uint32(len(hops))], true
}

// spread mixes a node and a destination (Fibonacci hashing), so that nodes along
// a way choose independently.
func spread(n, d int) uint32 {
	const golden = 2654435769 // 2^32 over the golden ratio
	return (uint32(n)*golden ^ uint32(d)) * golden >> 16
}

// merge makes one default route of a space's routes if all lead to the same
// neighbour.
func (s *Space) merge() {
	if len(s.Routes) == 0 || s.Forward {
		return
	}
	for _, r := range s.Routes {
		if r.Via != s.Routes[0].Via {
			return
		}
	}
	first := s.Routes[0]
	first.To = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	s.Routes = []Hop{first}
}

// reached is a node at the end of a way.
type reached struct {
	length time.Duration
	node   int
}

// frontier orders the ways under way by length.
type frontier []reached

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	return f[i].length < f[j].length || f[i].length == f[j].length && f[i].node < f[j].node
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(reached)) }
func (f *frontier) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}
