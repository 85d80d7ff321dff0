package flow

import (
	"math/rand/v2"

	"qanat/topo"
)

// twin is a textbook flow: unit-cost arcs both ways per link, a super-source and
// a super-sink, Bellman-Ford for every augmenting path. Nothing of it is shared
// with Router.
type twin struct {
	from, to  []int
	room      []topo.Rate
	cost      []int
	last, end int
}

func (w *twin) arc(a, b int, room topo.Rate, cost int) {
	w.from, w.to = append(w.from, a, b), append(w.to, b, a)
	w.room, w.cost = append(w.room, room, 0), append(w.cost, cost, -cost)
}

// newTwin states a request of one stage as Fig. 2.4 draws it.
func newTwin(g *topo.Graph, req *Request) *twin {
	w := &twin{last: len(g.Nodes), end: len(g.Nodes) + 1}
	for l, link := range g.Links {
		free := req.Spare[l] - req.Held[l]
		w.arc(link.A, link.B, free, 1)
		w.arc(link.B, link.A, free, 1)
	}
	for _, t := range req.Sources {
		w.arc(w.last, t.Node, t.Rate, 0)
	}
	for _, t := range req.Sinks {
		w.arc(t.Node, w.end, t.Rate, 0)
	}
	return w
}

// solve returns the least rate-hops, and whether the demand fits.
func (w *twin) solve(demand topo.Rate) (hops topo.Rate, fits bool) {
	const far = 1 << 30
	for demand > 0 {
		dist, via := make([]int, w.end+1), make([]int, w.end+1)
		for m := range dist {
			dist[m] = far
		}
		dist[w.last] = 0
		for range dist {
			for a := range w.to {
				if u, v := w.from[a], w.to[a]; w.room[a] > 0 && dist[u] < far && dist[u]+w.cost[a] < dist[v] {
					dist[v], via[v] = dist[u]+w.cost[a], a
				}
			}
		}
		if dist[w.end] == far {
			return 0, false
		}
		amount := demand
		for m := w.end; m != w.last; m = w.from[via[m]] {
			amount = min(amount, w.room[via[m]])
		}
		for m := w.end; m != w.last; m = w.from[via[m]] {
			w.room[via[m]] -= amount
			w.room[via[m]^1] += amount
		}
		hops += amount * topo.Rate(dist[w.end])
		demand -= amount
	}
	return hops, true
}

// randomRequest makes a network of 3 to 9 nodes, tight or ample, and a request
// on it. Links that repeat are kept: they are parallel links.
func randomRequest(rng *rand.Rand) (*topo.Graph, *Request) {
	b := topo.NewBuilder("random")
	nodes := 3 + rng.IntN(7)
	for m := range nodes {
		b.Node(topo.Node{Name: string(rune('a' + m))})
		if m > 0 {
			b.Link(m, rng.IntN(m), topo.Rate(rng.IntN(20)))
		}
	}
	for range rng.IntN(2 * nodes) {
		if x, y := rng.IntN(nodes), rng.IntN(nodes); x != y {
			b.Link(x, y, topo.Rate(rng.IntN(20)))
		}
	}
	g, err := b.Build()
	if err != nil {
		panic(err) // a mistake of this generator
	}
	req := &Request{Held: make([]topo.Rate, len(g.Links)), Demand: topo.Rate(1 + rng.IntN(25))}
	for l, link := range g.Links {
		req.Spare = append(req.Spare, link.Capacity)
		req.Held[l] = topo.Rate(rng.Int64N(int64(link.Capacity)/4 + 1))
	}
	req.Sources, req.Sinks = terminals(rng, nodes), terminals(rng, nodes)
	return g, req
}

// terminals chooses one node or more, each at most once.
func terminals(rng *rand.Rand, nodes int) (list []Terminal) {
	for _, m := range rng.Perm(nodes)[:1+rng.IntN(3)] {
		list = append(list, Terminal{Node: m, Rate: topo.Rate(1 + rng.IntN(25))})
	}
	return list
}
