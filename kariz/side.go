package kariz

import (
	"math"

	"qanat/kariz/flow"
	"qanat/topo"
)

// side is the traffic between a layer and an adjacent one, as a transport
// problem over bare hop distances: rows are the adjacent layer's sites (anchors),
// columns the layer's sites. Its optimum bounds what links with capacities
// allow, and its exchange prices bound what it costs to move traffic from a site
// to any other node.
type side struct {
	anchors, sites []flow.Terminal
	dist           []int32     // anchors by sites
	sent           []topo.Rate // anchors by sites: an optimal transport
	rateHops       int64       // its cost
	exchange       []int32     // sites by sites: hops that moving a unit adds at least
	prices         []int32     // sites by anchors, see moved

	near  []int32    // by anchor: hops to the node aimed at
	rows  [][]uint16 // by anchor: hops to every trunk node
	stems []int32

	labels, parents []int32
	room            []topo.Rate
}

// prepare solves the transport and prices exchanges. Without anchors, traffic
// has no other side yet, and all costs are zero.
func (s *side) prepare(hops *flow.Hops, anchors, sites []flow.Terminal) {
	s.anchors, s.sites = anchors, sites
	cells := len(anchors) * len(sites)
	s.dist, s.sent = resize(s.dist, cells), resize(s.sent, cells)
	s.prices = resize(s.prices, cells)
	s.rateHops = 0
	s.near, s.rows, s.stems = resize(s.near, len(anchors)), s.rows[:0], s.stems[:0]
	for p, a := range anchors {
		s.rows = append(s.rows, hops.Row(a.Node))
		s.stems = append(s.stems, int32(hops.Stem(a.Node)))
		for m, z := range sites {
			s.dist[p*len(sites)+m] = int32(hops.Between(a.Node, z.Node))
		}
	}
	s.transport()
	s.priceExchanges()
}

// aimAt sets the node that moved is about.
func (s *side) aimAt(hops *flow.Hops, n int) {
	for p, a := range s.anchors {
		s.near[p] = int32(hops.Between(a.Node, n))
	}
}

// aimAtTrunk sets moved to a trunk node.
func (s *side) aimAtTrunk(t int) {
	for p := range s.anchors {
		s.near[p] = int32(s.rows[p][t]) + s.stems[p]
	}
}

// moved returns the least hops that moving a unit from site m to the node aimed
// at adds; the unit may change its anchor on the way.
func (s *side) moved(m int) int32 {
	if len(s.anchors) == 0 {
		return 0
	}
	least := int32(math.MaxInt32)
	for p, price := range s.prices[m*len(s.anchors) : (m+1)*len(s.anchors)] {
		least = min(least, s.near[p]+price)
	}
	return least
}

// transport sends what the anchors have to the sites by shortest augmenting
// paths.
func (s *side) transport() {
	clear(s.sent)
	s.room = s.room[:0]
	for _, z := range s.sites {
		s.room = append(s.room, z.Rate)
	}
	for p, a := range s.anchors {
		for left := a.Rate; left > 0; {
			left -= s.augment(p, left)
		}
	}
	for i, rate := range s.sent {
		s.rateHops += int64(rate) * int64(s.dist[i])
	}
}

// within returns the rate-hops of an optimal transport to sites with other rooms:
// those of prepare and, where there is one more, the node aimed at. The rooms
// must suffice. It works in scratch.
func (s *side) within(scratch *side, rooms []flow.Terminal) int64 {
	n := len(s.sites)
	scratch.anchors, scratch.sites, scratch.dist = s.anchors, rooms, scratch.dist[:0]
	for p := range s.anchors {
		scratch.dist = append(scratch.dist, s.dist[p*n:(p+1)*n]...)
		if len(rooms) > n {
			scratch.dist = append(scratch.dist, s.near[p])
		}
	}
	scratch.sent, scratch.rateHops = resize(scratch.sent, len(scratch.dist)), 0
	scratch.transport()
	return scratch.rateHops
}

// augment sends up to limit from anchor p to a site with room, by way of sites
// without room whose traffic moves on. It returns how much.
func (s *side) augment(p int, limit topo.Rate) topo.Rate {
	n := len(s.sites)
	s.labels, s.parents = resize(s.labels, n), resize(s.parents, n)
	copy(s.labels, s.dist[p*n:(p+1)*n])
	for m := range s.parents {
		s.parents[m] = -1
	}
	for s.relax() {
	}
	end := -1
	for m, room := range s.room {
		if room > 0 && (end < 0 || s.labels[m] < s.labels[end]) {
			end = m
		}
	}
	amount := min(limit, s.room[end])
	for m := end; s.parents[m] >= 0; m = int(s.parents[m]) % n {
		amount = min(amount, s.sent[s.parents[m]])
	}
	s.room[end] -= amount
	m := end
	for ; s.parents[m] >= 0; m = int(s.parents[m]) % n {
		from := int(s.parents[m])
		s.sent[from] -= amount
		s.sent[from-from%n+m] += amount
	}
	s.sent[p*n+m] += amount
	return amount
}

// relax lowers labels by moving traffic of any anchor between sites, and tells
// whether one fell. A parent is the cell whose traffic moves.
func (s *side) relax() (fell bool) {
	n := len(s.sites)
	for cell, rate := range s.sent {
		if rate == 0 {
			continue
		}
		row, m := cell-cell%n, cell%n
		for to := range n {
			if label := s.labels[m] + s.dist[row+to] - s.dist[cell]; label < s.labels[to] {
				s.labels[to], s.parents[to] = label, int32(cell)
				fell = true
			}
		}
	}
	return fell
}

// priceExchanges finds the least hops that moving a unit between two sites adds,
// over chains of moves (Floyd and Warshall), and from it the price of each
// anchor for each site.
func (s *side) priceExchanges() {
	n, anchors := len(s.sites), len(s.anchors)
	s.exchange = resize(s.exchange, n*n)
	for i := range s.exchange {
		s.exchange[i] = flow.Far
		if i/n == i%n {
			s.exchange[i] = 0
		}
	}
	for cell, rate := range s.sent {
		row, m := cell-cell%n, cell%n
		for to := range n {
			if e := &s.exchange[m*n+to]; rate > 0 {
				*e = min(*e, s.dist[row+to]-s.dist[cell])
			}
		}
	}
	for via := range n {
		for i := range s.exchange {
			s.exchange[i] = min(s.exchange[i], s.exchange[i/n*n+via]+s.exchange[via*n+i%n])
		}
	}
	for i := range s.prices {
		m, p := i/anchors, i%anchors
		s.prices[i] = flow.Far
		for via := range n {
			if s.sent[p*n+via] > 0 {
				s.prices[i] = min(s.prices[i], s.exchange[m*n+via]-s.dist[p*n+via])
			}
		}
	}
}
