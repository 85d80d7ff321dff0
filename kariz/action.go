package kariz

import (
	"cmp"
	"slices"

	"qanat/kariz/flow"
	"qanat/solver"
	"qanat/topo"
)

// ActionKind is one of the two local transformations of section 2.4.2.
type ActionKind uint8

// The kinds of action, in the order in which equally good ones are preferred.
const (
	Add  ActionKind = iota // give a node more room in a layer
	Open                   // and close others, whose throughput it takes over
)

// String returns "add" or "open".
func (k ActionKind) String() string {
	if k == Open {
		return "open"
	}
	return "add"
}

// Action is add(n, L(v̄), δ) or open(n, M, L(v̄), δ).
type Action struct {
	Kind     ActionKind
	Node     int       // n
	Close    []int     // M, in the order of closing; nil for Add
	Position int       // v̄
	Delta    topo.Rate // δ
	// Cost is the cost of the solution after the action; eq. 2.10 less the cost
	// before.
	Cost solver.Cost
}

// candidate is what add and open have in common: n, v̄ and δ, with a lower bound
// on the cost after either action.
type candidate struct {
	position, node int
	delta          topo.Rate
	bound          solver.Cost
}

// before orders actions and candidates: by cost, then as Options.Ties says by
// layer, node and delta, add before open. It is a strict total order.
func (r *run) before(cost solver.Cost, kind ActionKind, c *candidate, than *Action) bool {
	if cost != than.Cost {
		return cost < than.Cost
	}
	order := cmp.Or(cmp.Compare(c.position, than.Position), cmp.Compare(c.node, than.Node), cmp.Compare(c.delta, than.Delta))
	if order == 0 {
		return kind < than.Kind
	}
	return (order < 0) == (r.options.Ties == "first")
}

// evaluate tries a candidate's add and open on its lifted layer and replaces
// best by either that comes before it. rest is the cost of what is not lifted.
func (r *run) evaluate(c *candidate, rest solver.Cost, best *Action, found *bool) {
	t := &r.trial
	t.rooms = r.roomsWith(t.rooms[:0], c)
	cost, fits := r.try(c.position, t.rooms)
	if !fits {
		return
	}
	if r.options.Actions != "open" {
		r.consider(Add, c, nil, rest+cost, best, found)
	}
	if r.options.Actions != "add" {
		if cost, fits := r.closeGreedily(c, cost); fits {
			r.consider(Open, c, t.closed, rest+cost, best, found)
		}
	}
}

// consider makes an action the best if it comes before the best so far.
func (r *run) consider(kind ActionKind, c *candidate, closed []int, cost solver.Cost, best *Action, found *bool) {
	if *found && !r.before(cost, kind, c, best) {
		return
	}
	*found = true
	*best = Action{Kind: kind, Node: c.node, Close: append(best.Close[:0], closed...),
		Position: c.position, Delta: c.delta, Cost: cost}
}

// roomsWith returns what the nodes of a candidate's layer may process if delta
// more may be at its node: add(.) of section 2.4.2. The sites come first, in
// their order, then the node if it is not among them.
func (r *run) roomsWith(rooms []flow.Terminal, c *candidate) []flow.Terminal {
	found := false
	for _, z := range r.layers[c.position].sites {
		if z.Node == c.node {
			found = true
			z.Rate = min(z.Rate+c.delta, r.p.Chain.Demand)
		}
		rooms = append(rooms, z)
	}
	if !found {
		rooms = append(rooms, flow.Terminal{Node: c.node, Rate: min(c.delta, r.p.Chain.Demand)})
	}
	return rooms
}

// closeGreedily finds the set M of open(n, M, L(v̄), δ) for the rooms at hand,
// whose cost with nothing closed is given: one node after the other is closed,
// as Options.Greedy orders them, while that lowers the cost and δ suffices for
// what they process together. It reports the cost and whether M is not empty.
func (r *run) closeGreedily(c *candidate, cost solver.Cost) (solver.Cost, bool) {
	t := &r.trial
	t.closed = t.closed[:0]
	r.priceMoves(c.position, c.node)
	next := r.cheapestToClose
	if r.options.Greedy == "smallest" {
		next = r.smallestToClose
	}
	for left := c.delta; ; {
		m, lower, found := next(c, left, cost)
		if !found {
			return cost, len(t.closed) > 0
		}
		cost = lower
		z := r.layers[c.position].sites[m]
		left -= z.Rate
		t.closed = append(t.closed, z.Node)
		t.rooms[m].Rate = 0
		r.search.bounds[c.position].closed[m] = true
	}
}

// closable tells whether what is left of delta allows closing site m.
func (r *run) closable(c *candidate, m int, left topo.Rate) bool {
	z := r.layers[c.position].sites[m]
	return z.Node != c.node && r.trial.rooms[m].Rate > 0 && (z.Rate < left || z.Rate == left && !r.options.Strict)
}

// cheapestToClose returns the site whose removal costs least, the first of
// several, if that is less than cost. Sites whose bounds say that they cannot be
// it are not tried.
func (r *run) cheapestToClose(c *candidate, left topo.Rate, cost solver.Cost) (best int, lowest solver.Cost, found bool) {
	t := &r.trial
	t.closings = t.closings[:0]
	for m := range r.layers[c.position].sites {
		if !r.closable(c, m, left) {
			continue
		}
		if bound := r.closingBound(c, m, left, cost); bound < cost {
			t.closings = append(t.closings, closing{m, bound})
		}
	}
	slices.SortStableFunc(t.closings, func(a, b closing) int { return cmp.Compare(a.bound, b.bound) })
	lowest = cost
	for _, o := range t.closings {
		if o.bound > lowest {
			break
		}
		now, fits := r.tryWithout(c.position, o.site)
		if fits && (now < lowest || now == lowest && found && o.site < best) {
			best, lowest, found = o.site, now, true
		}
	}
	return best, lowest, found
}

// smallestToClose returns the site with the least throughput, the first of
// several, if its removal costs less than cost.
func (r *run) smallestToClose(c *candidate, left topo.Rate, cost solver.Cost) (smallest int, now solver.Cost, found bool) {
	smallest = -1
	sites := r.layers[c.position].sites
	for m := range sites {
		if r.closable(c, m, left) && (smallest < 0 || sites[m].Rate < sites[smallest].Rate) {
			smallest = m
		}
	}
	if smallest < 0 {
		return 0, 0, false
	}
	now, fits := r.tryWithout(c.position, smallest)
	return smallest, now, fits && now < cost
}

// closingBound bounds the cost of closing site m on top of those closed, with
// more care if that is not seen at once to cost as much as lowest.
func (r *run) closingBound(c *candidate, m int, left topo.Rate, lowest solver.Cost) solver.Cost {
	z := r.layers[c.position].sites[m].Rate
	here := r.allocated(c.position, c.node)
	more := min(c.delta, r.p.Chain.Demand-here)
	closed, room := &r.search.bounds[c.position].closed[m], &r.trial.rooms[m].Rate
	before := *room
	*closed, *room = true, 0
	bound := r.boundClosed(c.position, here, more, c.delta-left+z)
	if bound < lowest {
		bound = r.boundByTransport(c.position)
	}
	*closed, *room = false, before
	return bound
}

// tryWithout tries the rooms at hand with one of them closed.
func (r *run) tryWithout(v, i int) (cost solver.Cost, fits bool) {
	room := &r.trial.rooms[i].Rate
	before := *room
	*room = 0
	cost, fits = r.try(v, r.trial.rooms)
	*room = before
	return cost, fits
}

// allocated returns z of a node that is in layer v.
func (r *run) allocated(v, node int) topo.Rate {
	for _, z := range r.layers[v].sites {
		if z.Node == node {
			return z.Rate
		}
	}
	return 0
}
