package kariz

import (
	"cmp"
	"slices"

	"qanat/solver"
	"qanat/topo"
)

// search is the scratch of best-action.
type search struct {
	candidates []candidate
	deltas     []topo.Rate
	best       Action
	bounds     []bounds // by layer
	peers      peers
}

// improve is Algorithm 2.
func (r *run) improve() {
	if r.options.Actions == "none" {
		return
	}
	for { // line 2
		a, found := r.best(r)                       // line 3
		if !found || !r.admissible(r.cost-a.Cost) { // line 4
			r.observe(Step{Kind: Stopped, Position: r.reached, Action: actionIf(a, found), Before: r.cost})
			return // line 5
		}
		before := r.cost
		r.perform(a) // line 7
		r.observe(Step{Kind: Improved, Position: a.Position, Action: a, Before: before})
	}
}

// actionIf returns the action if one was found.
func actionIf(a *Action, found bool) *Action {
	if !found {
		return nil
	}
	return a
}

// admissible tells whether saving so much is a sufficient improvement (section
// 2.4.2): no less than epsilon/(5|N|) of the cost, and more than nothing.
func (r *run) admissible(saved solver.Cost) bool {
	return saved > 0 && float64(saved)*5*float64(r.nodes) >= r.options.Epsilon*float64(r.cost)
}

// layersToImprove bounds the layers that actions may change: those of
// middleboxes that traffic has reached.
func (r *run) layersToImprove() (first, last int) {
	last = min(r.reached, r.last())
	if r.options.ImproveLayers == "last" {
		return max(last, 1), last
	}
	return 1, last
}

// bestAction finds the best action of those whose bound is admissible: the one
// that trying every candidate would find, if it is admissible. Candidates are
// tried in the order of their bounds, and the rest cannot come before the best
// once their bounds do not.
func bestAction(r *run) (a *Action, found bool) {
	s := &r.search
	s.candidates = s.candidates[:0]
	first, last := r.layersToImprove()
	s.bounds = grow(s.bounds, last+1)
	for v := first; v <= last; v++ {
		r.lift(v)
		r.gather(v)
		r.put(v)
	}
	slices.SortFunc(s.candidates, r.compare)
	up := 0 // the layer that is lifted
	for i := range s.candidates {
		c := &s.candidates[i]
		if found && !r.before(c.bound, Add, c, &s.best) {
			break
		}
		if c.position != up {
			if up > 0 {
				r.put(up)
			}
			up = c.position
			r.lift(up)
		}
		r.evaluate(c, r.cost-r.lifted(up), &s.best, &found)
	}
	if up > 0 {
		r.put(up)
	}
	return &s.best, found
}

// compare orders candidates by their bounds, then as actions are ordered.
func (r *run) compare(a, b candidate) int {
	if a.bound != b.bound {
		return cmp.Compare(a.bound, b.bound)
	}
	order := cmp.Or(cmp.Compare(a.position, b.position), cmp.Compare(a.node, b.node), cmp.Compare(a.delta, b.delta))
	if r.options.Ties != "first" {
		return -order
	}
	return order
}

// perform makes the outcome of an action the solution: Algorithm 2, line 7.
func (r *run) perform(a *Action) {
	c := candidate{position: a.Position, node: a.Node, delta: a.Delta}
	r.lift(a.Position)
	rooms := r.roomsWith(r.trial.rooms[:0], &c)
	for i := range rooms {
		if slices.Contains(a.Close, rooms[i].Node) {
			rooms[i].Rate = 0
		}
	}
	r.trial.rooms = rooms
	r.try(a.Position, rooms)
	r.keep(a.Position)
}

// deltasAt lists the values of δ to try at a node that now provides here and
// has room for at most room, in ascending order.
func (r *run) deltasAt(v int, here, room topo.Rate) []topo.Rate {
	s := &r.search
	s.deltas = s.deltas[:0]
	for _, o := range r.p.Offerings(v) {
		s.deltas = append(s.deltas, o.Throughput)
	}
	if r.options.Delta == "more" {
		s.deltas = append(s.deltas, r.p.Chain.Demand-here, room-here)
		for _, z := range r.layers[v].sites {
			s.deltas = append(s.deltas, z.Rate)
		}
	}
	slices.Sort(s.deltas)
	s.deltas = slices.Compact(s.deltas)
	kept := s.deltas[:0]
	missing := r.p.Chain.Demand - here
	for _, d := range s.deltas {
		if d <= 0 || min(d, missing) > room-here {
			continue
		}
		kept = append(kept, d)
		if d > missing || d == missing && !r.options.Strict {
			break // it has room for everything and suffices to close all others
		}
	}
	return kept
}
