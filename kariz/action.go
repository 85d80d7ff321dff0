package kariz

import (
	"cmp"

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
// more may be at its node: add(.) of section 2.4.2.
func (r *run) roomsWith(rooms []flow.Terminal, c *candidate) []flow.Terminal {
	here := topo.Rate(0)
	for _, z := range r.layers[c.position].sites {
		if z.Node == c.node {
			here = z.Rate
			continue
		}
		rooms = append(rooms, z)
	}
	return append(rooms, flow.Terminal{Node: c.node, Rate: min(here+c.delta, r.p.Chain.Demand)})
}

// closeGreedily finds the set M of open(n, M, L(v̄), δ) for the rooms at hand,
// whose cost with nothing closed is given: one node after the other is closed,
// as Options.Greedy orders them, while that lowers the cost and δ suffices for
// what they process together. It reports the cost and whether M is not empty.
func (r *run) closeGreedily(c *candidate, cost solver.Cost) (solver.Cost, bool) {
	t := &r.trial
	t.closed = t.closed[:0]
	for left := c.delta; ; {
		i, lower, found := r.nextToClose(c, left, cost)
		if !found {
			return cost, len(t.closed) > 0
		}
		cost = lower
		left -= r.allocated(c.position, t.rooms[i].Node)
		t.closed = append(t.closed, t.rooms[i].Node)
		t.rooms = append(t.rooms[:i], t.rooms[i+1:]...)
	}
}

// nextToClose returns which of the rooms to close next, at what cost, if any
// lowers it.
func (r *run) nextToClose(c *candidate, left topo.Rate, cost solver.Cost) (best int, lowest solver.Cost, found bool) {
	t := &r.trial
	lowest = cost
	smallest := topo.Rate(-1)
	for i := range len(t.rooms) - 1 { // the last is the candidate's own node
		z := r.allocated(c.position, t.rooms[i].Node)
		if z > left || z == left && r.options.Strict {
			continue
		}
		if r.options.Greedy == "smallest" {
			if smallest < 0 || z < smallest {
				smallest, best = z, i
			}
			continue
		}
		if now, fits := r.tryWithout(c.position, i); fits && now < lowest {
			best, lowest, found = i, now, true
		}
	}
	if smallest >= 0 {
		now, fits := r.tryWithout(c.position, best)
		return best, now, fits && now < cost
	}
	return best, lowest, found
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
