package flow

import "qanat/topo"

// Router answers requests on one graph. It keeps its scratch memory, so that a
// request allocates nothing once the Router is warm, and its answer until the
// next request. It is for one goroutine at a time.
type Router struct {
	g    *topo.Graph
	hops *Hops
	req  *Request
	run  uint32 // number of the request: stamps what is valid in it

	last    int // the last stage: 0 or 1
	links   []link
	used    [2][]int32 // links that were ever used by each stage in this request
	supply  []Terminal
	through gates
	sinks   gates
	layer   []aim // where traffic may cross, on the way to the nearest sink
	ends    []aim // sinks, those without room too: still a bound
	search  search
	path    path

	begun   uint32     // the first search of this request
	sighted []sighting // by this request
}

// NewRouter prepares a Router for g.
func NewRouter(g *topo.Graph) *Router {
	r := &Router{g: g, hops: NewHops(g)}
	r.links = make([]link, len(g.Links))
	r.through.slots = make([]gate, len(g.Nodes))
	r.sinks.slots = make([]gate, len(g.Nodes))
	r.search.init(g)
	r.path.marks = make([]uint32, len(g.Links))
	return r
}

// Hops returns the hop counts of the Router's graph.
func (r *Router) Hops() *Hops { return r.hops }

// Route answers a request: it reports whether all of the demand could be
// routed. What was routed can be read until the next call.
func (r *Router) Route(req *Request) bool {
	r.begin(req)
	for left := req.Demand; left > 0; {
		end, found := r.shortest()
		if !found {
			return false
		}
		r.trace(end)
		amount := min(left, r.bottleneck())
		if amount == 0 {
			return false
		}
		r.augment(amount)
		r.raise(end)
		left -= amount
	}
	return true
}

// begin forgets the last request.
func (r *Router) begin(req *Request) {
	r.req, r.last = req, 0
	r.run++
	r.begun, r.sighted = r.search.round+1, r.sighted[:0]
	r.used[0], r.used[1] = r.used[0][:0], r.used[1][:0]
	r.supply = append(r.supply[:0], req.Sources...)
	r.through.reset(r.run)
	r.sinks.reset(r.run)
	r.ends = r.ends[:0]
	for _, t := range req.Sinks {
		r.sinks.open(t)
		r.ends = append(r.ends, r.aimAt(t.Node, 0))
	}
	r.layer = r.layer[:0]
	for _, t := range req.Through {
		r.last = 1
		if t.Rate > 0 {
			r.through.open(t)
			r.layer = append(r.layer, r.aimAt(t.Node, r.toSinks(t.Node)))
		}
	}
}

// Potential returns the dual of node m in the first stage of the answer, in hops:
// what a unit of supply there costs at the margin.
func (r *Router) Potential(m int) int { return int(r.potential(int32(m))) }

// RateHops returns the cost of the answer: rate times hops, over all stages.
func (r *Router) RateHops() int64 {
	var sum int64
	for stage, used := range r.used {
		for _, l := range used {
			rate := r.links[l].rate[stage]
			sum += int64(max(rate, -rate))
		}
	}
	return sum
}

// AppendFlows appends the flows of one stage of the answer to dst.
func (r *Router) AppendFlows(dst []Flow, stage int) []Flow {
	for _, l := range r.used[stage] {
		switch rate := r.links[l].rate[stage]; {
		case rate > 0:
			dst = append(dst, Flow{Arc: topo.Arc(2 * l), Rate: rate})
		case rate < 0:
			dst = append(dst, Flow{Arc: topo.Arc(2*l + 1), Rate: -rate})
		}
	}
	return dst
}

// AppendSinks appends what ends at each sink to dst, in the order in which the
// sinks were first used.
func (r *Router) AppendSinks(dst []Terminal) []Terminal { return r.sinks.appendUsed(dst) }

// AppendThrough appends what crosses at each node of the layer Through to dst,
// in the order in which the nodes were first used.
func (r *Router) AppendThrough(dst []Terminal) []Terminal { return r.through.appendUsed(dst) }
