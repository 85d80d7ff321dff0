package kariz

import (
	"slices"

	"qanat/kariz/flow"
	"qanat/solver"
	"qanat/topo"
)

// run is one deployment under way: the solution (X, Y, Z) and the scratch that
// outlives it.
type run struct {
	options Options
	watch   func(Step)
	p       *solver.Problem
	nodes   int // |N| of the admissibility rule
	router  *flow.Router
	graph   *topo.Graph // that router was made for
	bag     knapsack
	// best is best-action; tests put the naive search in its place.
	best func(*run) (a *Action, found bool)

	// reached is the last layer that traffic has reached.
	reached int
	layers  []layer
	// flows holds X by traffic type.
	flows [][]flow.Flow
	// held is the bandwidth that this chain uses on every link, and own what
	// its instances use of every resource: what the network does not know yet.
	held []topo.Rate
	own  []int64
	cost solver.Cost // of the solution, eq. 2.9

	request flow.Request
	taken   []flow.Terminal // allocations of the flow that was last tried
	free    []int64         // of the node that was last asked about
	trial   trial
	search  search
}

// layer is L(ū) once traffic has reached it, without the nodes that allocate
// nothing: Algorithm 3 would drop them, and until then no action differs for
// them. Layers that traffic has not reached are every node with room (see
// room).
type layer struct {
	// sites are the nodes with their allocations z, in ascending order.
	sites   []flow.Terminal
	amounts []int64     // that the instances of each site use of each resource
	cost    solver.Cost // of the instances, eq. 2.8
}

// begin readies the scratch for p: Algorithm 1, line 1.
func (r *run) begin(p *solver.Problem, o Options, watch func(Step)) {
	g := p.Network.Graph
	if r.graph != g {
		*r = run{graph: g, router: flow.NewRouter(g), best: r.best}
		r.held = make([]topo.Rate, len(g.Links))
		r.own = make([]int64, len(p.Network.Free))
		r.search.peers.survey(g, r.router.Hops())
	}
	for i := range r.layers {
		r.occupy(i, -1)
		r.layers[i].amounts = r.layers[i].amounts[:0]
	}
	for t := range r.flows {
		r.hold(t, -1)
		r.flows[t] = r.flows[t][:0]
	}
	r.p, r.options, r.watch = p, o, watch
	r.nodes = len(g.Nodes)
	if o.Nodes == "hosts" {
		r.nodes = len(g.Hosts())
	}
	r.bag.prepare(p, o.Cover == "first")
}

// last returns the position of the last middlebox: 0 if there is none.
func (r *run) last() int { return len(r.p.Chain.Middleboxes) }

// initLayers is Algorithm 1, lines 1-2: nothing is deployed, and the source
// holds all traffic.
func (r *run) initLayers() {
	r.layers = grow(r.layers, r.p.Positions())
	r.flows = grow(r.flows, r.p.Positions()-1)
	for i := range r.layers {
		r.layers[i] = layer{sites: r.layers[i].sites[:0], amounts: r.layers[i].amounts[:0]}
	}
	c := &r.p.Chain
	r.layers[0].sites = append(r.layers[0].sites, flow.Terminal{Node: c.Source, Rate: c.Demand})
	r.layers[r.last()+1].sites = append(r.layers[r.last()+1].sites, flow.Terminal{Node: c.Target, Rate: c.Demand})
	r.reached, r.cost = 0, 0
	r.observe(Step{Kind: Started})
}

// grow returns a slice of n elements that keeps those of s with their scratch.
func grow[T any](s []T, n int) []T {
	for cap(s) < n {
		s = append(s[:cap(s)], *new(T))
	}
	return s[:n]
}

// updateLayers is Algorithm 3. Nodes of reached layers without allocation were
// dropped when they were installed (lines 3-4), and layers ahead are never
// listed: room tells for each node when it is asked (lines 5-7). What is left
// to do is to note how far traffic came.
func (r *run) updateLayers() { r.observe(Step{Kind: Updated, Position: r.reached}) }

// routeAndInstall is Algorithm 1, lines 5-7: it routes the demand from layer
// v-1 to layer v and installs the instances for what arrives.
func (r *run) routeAndInstall(v int) bool {
	r.request = r.between(v-1, v)
	if v <= r.last() {
		r.request.Anywhere = func(m int) topo.Rate { return r.room(v, m) }
	}
	if !r.router.Route(&r.request) {
		return false
	}
	r.reached = v
	r.keepFlows(v-1, 0)
	if v <= r.last() {
		r.taken = r.router.AppendSinks(r.taken[:0])
		r.install(v)
	}
	r.price()
	return true
}

// between asks for a cheapest flow of the demand from layer u to layer v, as far
// as they are known.
func (r *run) between(u, v int) flow.Request {
	return flow.Request{
		Spare: r.p.Network.Spare, Held: r.held, Demand: r.p.Chain.Demand,
		Sources: r.layers[u].sites, Sinks: r.layers[v].sites,
	}
}

// keepFlows makes a stage of the router's answer the flow of a traffic type.
func (r *run) keepFlows(t, stage int) {
	r.flows[t] = r.router.AppendFlows(r.flows[t][:0], stage)
	r.hold(t, 1)
}

// hold adds the flow of a traffic type to what the chain holds, or takes it out.
func (r *run) hold(t int, sign topo.Rate) { r.holdAll(r.flows[t], sign) }

func (r *run) holdAll(flows []flow.Flow, sign topo.Rate) {
	for _, x := range flows {
		r.held[x.Arc.Link()] += sign * x.Rate
	}
}

// freeAt returns what is free of node m's resources, this chain's instances
// deducted. It is good until the next call.
func (r *run) freeAt(m int) []int64 {
	r.free = append(r.free[:0], r.p.Network.FreeAt(m)...)
	base := m * len(r.free)
	for i := range r.free {
		r.free[i] -= r.own[base+i]
	}
	return r.free
}

// room returns the most throughput of position v that node m can provide, no
// more than the demand.
func (r *run) room(v, m int) topo.Rate { return r.bag.room(v, r.freeAt(m), r.p.Chain.Demand) }

// install makes what was taken the allocations of layer v and installs the
// cheapest instances for them: instances(.) of Algorithm 1, line 6.
func (r *run) install(v int) {
	l := &r.layers[v]
	l.sites, l.amounts, l.cost = append(l.sites[:0], r.taken...), l.amounts[:0], 0
	slices.SortFunc(l.sites, func(a, b flow.Terminal) int { return a.Node - b.Node })
	for _, z := range l.sites {
		c := r.bag.cover(v, r.freeAt(z.Node), z.Rate)
		l.amounts = append(l.amounts, c.amounts...)
		l.cost += c.cost
	}
	r.occupy(v, 1)
}

// occupy adds what the instances of layer v use to what the chain owns, or
// takes it out.
func (r *run) occupy(v int, sign int64) {
	l := &r.layers[v]
	width := len(r.p.Network.Graph.Resources)
	for i, amount := range l.amounts {
		r.own[l.sites[i/width].Node*width+i%width] += sign * amount
	}
}

// price works the cost of the solution out (eq. 2.9).
func (r *run) price() {
	r.cost = 0
	for i := range r.layers {
		r.cost += r.layers[i].cost
	}
	for t := range r.flows {
		for _, x := range r.flows[t] {
			r.cost += r.p.Prices.Bandwidth(x.Rate)
		}
	}
}
