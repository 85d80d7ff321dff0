package exact

import (
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// station is a place where a position may be processed: at most cap.
type station struct {
	node int
	cap  topo.Rate
	used topo.Rate
}

// router sends traffic through the real network, layer by layer: layer i is the
// network as traffic of type i sees it, and stations of position i+1 lead from
// layer i to layer i+1. It augments along shortest paths, as in the successive
// shortest path method for minimum-cost flow (Ahuja, Magnanti and Orlin 1993,
// section 9.7), hops being the cost. All layers share the links' capacities.
// With one layer the result is a minimum-cost flow; with more it is one unless
// a link is full, where it is a heuristic that may fail.
type router struct {
	net    *solver.Network
	land   *terrain
	layers int
	source int
	target int
	// stations[i] are those of position i+1, at most one per node.
	stations [][]station
	at       []int32     // station of a node and layer, or -1
	flow     []topo.Rate // by layer and arc
	load     []topo.Rate // by link, all layers together
	hops     int64       // cost of the flow, in kbit/s times links

	dist  []int32
	via   []move
	ready []bool
	queue []int32
	// crossings counts, per link, how often a path crosses it.
	crossings []topo.Rate
}

// move is the last move of a path: an arc, or a station forwards or backwards.
type move struct {
	arc  topo.Arc
	kind moveKind
}

type moveKind uint8

const (
	nowhere moveKind = iota
	along            // more flow on an arc
	against          // less flow on the reverse of an arc
	process          // through a station
	restore          // back through a station
)

const unreached = int32(1) << 30

// reset prepares the router for a problem with the given stations.
func (r *router) reset(net *solver.Network, land *terrain, c *solver.Chain, stations [][]station) {
	nodes := len(net.Graph.Nodes)
	r.net, r.land, r.layers, r.source, r.target = net, land, len(stations)+1, c.Source, c.Target
	r.stations, r.hops = stations, 0
	r.at = refill(r.at, nodes*len(stations), -1)
	for i := range stations {
		for k := range stations[i] {
			r.at[i*nodes+stations[i][k].node] = int32(k)
		}
	}
	r.flow = refill(r.flow, r.layers*2*len(net.Graph.Links), 0)
	r.load = refill(r.load, len(net.Graph.Links), 0)
	// What a search fills in itself only needs to be there.
	all := r.layers * nodes
	r.dist, r.via, r.ready = slices.Grow(r.dist[:0], all)[:all], slices.Grow(r.via[:0], all)[:all], slices.Grow(r.ready[:0], all)[:all]
}

// refill returns a slice of n values, reusing memory.
func refill[T any](s []T, n int, value T) []T {
	if cap(s) < n {
		s = make([]T, n)
	}
	s = s[:n]
	for i := range s {
		s[i] = value
	}
	return s
}

// send routes demand from the source in the first layer to the target in the
// last and tells whether all of it arrived.
func (r *router) send(demand topo.Rate) bool {
	for demand > 0 && r.search() {
		rate := r.bottleneck(demand)
		if rate < 1 {
			return false
		}
		r.augment(rate)
		demand -= rate
	}
	return demand == 0
}

// search finds a shortest path in the residual network. Arcs that lead back
// have negative length, so labels are corrected until none changes.
func (r *router) search() bool {
	nodes := len(r.net.Graph.Nodes)
	for i := range r.dist {
		r.dist[i], r.ready[i] = unreached, false
	}
	r.dist[r.source] = 0
	r.queue = append(r.queue[:0], int32(r.source))
	// Cancelling may free a full link for another layer and so make a cycle
	// worth walking for ever: the limit ends it, as a failure.
	limit := 64 * len(r.dist)
	for head := 0; head < len(r.queue); head++ {
		if head > limit {
			return false
		}
		at := int(r.queue[head])
		r.ready[at] = false
		r.leave(at, at/nodes, at%nodes)
	}
	return r.dist[(r.layers-1)*nodes+r.target] < unreached
}

// leave tries every move from node m in a layer.
func (r *router) leave(at, layer, m int) {
	nodes, links := len(r.net.Graph.Nodes), len(r.net.Graph.Links)
	for _, a := range r.net.Graph.Out(m) {
		head := r.net.Graph.Head(a)
		if r.flow[layer*2*links+int(a.Reverse())] > 0 {
			r.improve(at, layer*nodes+head, -1, move{a, against})
		} else if r.load[a.Link()] < r.net.Spare[a.Link()] && r.open(layer, head) {
			r.improve(at, layer*nodes+head, 1, move{a, along})
		}
	}
	if layer < r.layers-1 {
		if k := r.at[layer*nodes+m]; k >= 0 && r.stations[layer][k].used < r.stations[layer][k].cap {
			r.improve(at, at+nodes, 0, move{0, process})
		}
	}
	if layer > 0 {
		if k := r.at[(layer-1)*nodes+m]; k >= 0 && r.stations[layer-1][k].used > 0 {
			r.improve(at, at-nodes, 0, move{0, restore})
		}
	}
}

// open tells whether a path may lead to the node: a leaf without business in
// this layer is a dead end.
func (r *router) open(layer, m int) bool {
	nodes := len(r.net.Graph.Nodes)
	return !r.land.leaf(m) || m == r.target || m == r.source ||
		layer < r.layers-1 && r.at[layer*nodes+m] >= 0 || layer > 0 && r.at[(layer-1)*nodes+m] >= 0
}

func (r *router) improve(from, to int, length int32, via move) {
	if d := r.dist[from] + length; d < r.dist[to] {
		r.dist[to], r.via[to] = d, via
		if !r.ready[to] {
			r.ready[to] = true
			r.queue = append(r.queue, int32(to))
		}
	}
}

// walk calls visit for each move of the path found, from its end to its start.
func (r *router) walk(visit func(layer, node int, by move)) {
	layer, node := r.layers-1, r.target
	for steps := 0; (layer > 0 || node != r.source) && steps <= len(r.dist); steps++ {
		by := r.via[layer*len(r.net.Graph.Nodes)+node]
		visit(layer, node, by)
		switch by.kind {
		case process:
			layer--
		case restore:
			layer++
		default:
			node = r.net.Graph.Tail(by.arc)
		}
	}
}

// bottleneck returns the most that the path takes, which may cross a link more
// than once.
func (r *router) bottleneck(most topo.Rate) topo.Rate {
	links := len(r.net.Graph.Links)
	r.crossings = refill(r.crossings, links, 0)
	r.walk(func(layer, node int, by move) {
		nodes := len(r.net.Graph.Nodes)
		switch by.kind {
		case along:
			l := by.arc.Link()
			r.crossings[l]++
			most = min(most, (r.net.Spare[l]-r.load[l])/r.crossings[l])
		case against:
			most = min(most, r.flow[layer*2*links+int(by.arc.Reverse())])
		case process:
			s := &r.stations[layer-1][r.at[(layer-1)*nodes+node]]
			most = min(most, s.cap-s.used)
		case restore:
			most = min(most, r.stations[layer][r.at[layer*nodes+node]].used)
		}
	})
	return most
}

// augment sends rate along the path.
func (r *router) augment(rate topo.Rate) {
	nodes, links := len(r.net.Graph.Nodes), len(r.net.Graph.Links)
	r.walk(func(layer, node int, by move) {
		switch by.kind {
		case along:
			r.flow[layer*2*links+int(by.arc)] += rate
			r.load[by.arc.Link()] += rate
			r.hops += int64(rate)
		case against:
			r.flow[layer*2*links+int(by.arc.Reverse())] -= rate
			r.load[by.arc.Link()] -= rate
			r.hops -= int64(rate)
		case process:
			r.stations[layer-1][r.at[(layer-1)*nodes+node]].used += rate
		case restore:
			r.stations[layer][r.at[layer*nodes+node]].used -= rate
		}
	})
}
