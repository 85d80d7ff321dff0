package exact

import (
	"cmp"
	"container/heap"
	"context"

	"slices"

	"qanat/solver"
	"qanat/solver/certificate"
	"qanat/solver/exact/simplex"
)

// search is branch and price (Barnhart et al. 1998) over one field. It looks
// only for deployments that cost less than best.
type search struct {
	*field
	router *router
	limits Limits
	// strict holds the costs possible while no link is full, loose all others.
	strict, loose grid

	best  solver.Cost
	found *solver.Deployment
	// doubt is the least bound of a leaf whose promise was not kept by the
	// real network, or maxCost.
	doubt solver.Cost
	open  solver.Cost // the bound of what a limit left unsearched
	// promised is a cost that nothing is below; what costs no more ends the search.
	promised solver.Cost
	split    int // the class whose hosts must be told apart, or -1

	rounds, pivots, nodes int
	reroutes, varied      int
	scratch               tariff[float64]
	costs                 []float64 // per class, of its best pattern
	spare                 *spares
	records               []record // per family, position and entry
	*workspace
}

// workspace is what one step of a search works in and leaves to the next.
type workspace struct {
	phi     []float64 // per place and type
	offered []offer
	priced  []simplex.Column
	hot     []candidate
	banned  []uint64
	tally   counts
	listed  []option
}

// node is one subproblem of the search: limits and what hosts may still choose.
type node struct {
	limits []*limit
	rows   []int32   // of the limits
	alive  [][]int32 // per class, ascending
	master *master   // the relaxation that basis belongs to
	basis  *basis
	// columns are the patterns alive that the basis may choose from; others
	// are priced out of the pools.
	columns []simplex.Column
	bound   solver.Cost
	proof   *proof // of the bound
	latest  *proof // the one evaluated last, with its value
	total   int64
	serial  int
	// branched is how the node was split, and log what a certificate says of it.
	branched *limit
	log      *certificate.Node
}

// newSearch returns a search of the field.
func newSearch(f *field, r *router, spare *spares, l Limits) *search {
	s := &search{field: f, router: r, spare: spare, workspace: &f.in.memory.work, limits: l, split: -1, doubt: maxCost, scratch: newTariffs(f.in, 1, &f.in.memory.numbers)[0], costs: make([]float64, len(f.classes))}
	offset := f.in.problem.Prices.Bandwidth(f.in.demand) * solver.Cost(f.in.distance())
	s.strict, s.loose = f.gridOf(offset, false), f.gridOf(offset, true)
	return s
}

// root returns an unsolved node with nothing branched on, whose relaxation
// begins with the classes of the active hosts.
func (s *search) root(active []bool, limits []*limit) *node {
	classes := make([]bool, len(s.classes))
	for c := range s.classes {
		classes[c] = !s.ground.tree || slices.ContainsFunc(s.classes[c].hosts, func(h int) bool { return active[h] })
	}
	n := &node{limits: limits, alive: make([][]int32, len(classes)), master: newMaster(s.field, classes)}
	for c := range n.alive {
		n.alive[c] = s.classes[c].alive
	}
	return n
}

// queue orders open nodes by bound, then the latest first.
type queue []*node

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].bound, q[j].bound), cmp.Compare(q[j].serial, q[i].serial)) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*node)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// run searches below a relaxed node until nothing open can be better than the
// best deployment. It returns false if it stopped with something left open.
func (s *search) run(ctx context.Context, root *node) bool {
	open := queue{root}
	defer func() { s.dropAll(open) }()
	for len(open) > 0 {
		n := heap.Pop(&open).(*node)
		for n != nil && n.bound < s.best && s.best > s.promised {
			if s.nodes > s.limits.Nodes || s.rounds > s.limits.Rounds || ctx.Err() != nil {
				s.open = n.bound
				return false
			}
			children := s.capped(n)
			if children == nil {
				children = s.branch(n)
			}
			if children == nil {
				if children = s.settle(n); s.split >= 0 {
					s.open = n.bound
					return false
				}
			}
			s.writeChildren(n, children)
			s.drop(n)
			n = s.descend(children, &open)
		}
		s.drop(n)
	}
	return true
}

// descend relaxes the children, returns the better one to go on with and keeps
// the other open.
func (s *search) descend(children []*node, open *queue) *node {
	var next *node
	for _, c := range children {
		if c == nil || c.bound >= s.best {
			s.drop(c)
			continue
		}
		s.nodes++
		c.serial = s.nodes
		if !s.relax(c) {
			s.drop(c)
			continue
		}
		switch {
		case next == nil:
			next = c
		case c.bound < next.bound:
			heap.Push(open, next)
			next = c
		default:
			heap.Push(open, c)
		}
	}
	return next
}

// settle ends an integral node: what it promises is found in the real network,
// or it goes on with the links that would be overloaded limited, or it remains
// in doubt.
func (s *search) settle(n *node) []*node {
	perHost, class := s.realise(n)
	if class >= 0 {
		s.split = class
		return nil
	}
	s.deploy(n, perHost)
	if n.bound >= s.best {
		return nil
	}
	if c := s.withLimits(n); c != nil {
		return c
	}
	if s.ground.tree {
		if s.reroute(perHost); n.bound >= s.best {
			return nil
		}
		if children := s.vary(n); children != nil {
			return children
		}
	} else if s.follow(n, perHost) {
		return nil
	}
	s.doubt = min(s.doubt, n.bound)
	return nil
}

// capped returns, on the links themselves, the node with those limited that its
// solution, fractional as it may be, overloads; nil if there are none. On a tree
// links are limited only where an integral node needs it: most never do, and
// without limits more is known of what deployments cost (gridOf).
func (s *search) capped(n *node) []*node {
	if s.ground.tree {
		return nil
	}
	return s.withLimits(n)
}

// withLimits returns the node with limits on the links that its solution
// overloads, or nil if there are none.
func (s *search) withLimits(n *node) []*node {
	limits := s.overloads(n)
	if len(limits) == 0 {
		return nil
	}
	c := s.inherit(n)
	for _, l := range limits {
		s.limit(c, l)
	}
	return []*node{c}
}

// inherit returns a node with all that n has.
func (s *search) inherit(n *node) *node {
	b, columns := s.spare.take()
	return &node{limits: n.limits, rows: n.rows, alive: slices.Clone(n.alive), master: n.master,
		basis: n.basis.CopyInto(b), columns: append(columns, n.columns...), bound: n.bound}
}

// limitDuals returns the duals of the node's limits.
func (n *node) limitDuals() []float64 {
	list := make([]float64, len(n.rows))
	for r, row := range n.rows {
		list[r] = n.basis.Dual[row]
	}
	return list
}

// drop ends a node, whose memory is reused.
func (s *search) drop(n *node) {
	if n != nil && n.basis != nil {
		s.spare.give(n.basis, n.columns)
		n.basis, n.columns = nil, nil
	}
}

// limit adds a row to a node.
func (s *search) limit(n *node, l *limit) {
	n.limits = append(slices.Clip(n.limits), l)
	n.append(l, false)
	row := n.rows[len(n.rows)-1]
	for k := range n.columns {
		if coef := n.master.coefficient(n.columns[k].Label, l); coef != 0 {
			s.in.memory.extend(&n.columns[k], row, coef)
		}
	}
}

// gridOf returns the costs that deployments of a node can have.
func (s *search) gridOf(n *node) grid {
	if !s.ground.tree || slices.ContainsFunc(n.limits, func(l *limit) bool { return l.kind != instances }) {
		return s.loose
	}
	return s.strict
}
