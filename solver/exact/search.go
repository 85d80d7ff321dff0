package exact

import (
	"cmp"
	"container/heap"
	"context"

	"qanat/solver"
)

// search is branch and price (Barnhart et al. 1998) over one master.
type search struct {
	master   *master
	families []family
	router   *router
	limits   Limits
	grid     grid

	best    solver.Cost // of the best deployment known, or above all
	found   *solver.Deployment
	floor   solver.Cost // the bound of what was left when the search ended
	inexact bool        // a leaf costs more in the network than in the fabric
	split   int         // the group whose hosts must be told apart, or -1

	rounds, pivots, nodes int
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

// run searches until nothing open can be better than the best deployment, or a
// limit is reached. It returns false if it stopped with something left open.
func (s *search) run(ctx context.Context) bool {
	root := s.rootNode()
	var ok bool
	if root.basis, ok = s.start(root); !ok {
		return true
	}
	var open queue
	if s.relax(root) {
		heap.Push(&open, root)
	}
	for len(open) > 0 {
		n := heap.Pop(&open).(*node)
		for n != nil {
			if n.bound >= s.best {
				break
			}
			if s.nodes++; s.nodes > s.limits.Nodes || s.rounds > s.limits.Rounds || ctx.Err() != nil {
				s.floor = n.bound
				return false
			}
			children := s.branch(n)
			if children == nil {
				if !s.settle(n) {
					s.floor = n.bound
					return false
				}
				break
			}
			n = s.descend(children, &open)
		}
	}
	return true
}

// rootNode returns a node with nothing branched on.
func (s *search) rootNode() *node {
	n := &node{alive: make([][]int32, len(s.master.groups))}
	for g := range n.alive {
		n.alive[g] = s.master.groups[g].alive
	}
	return n
}

// descend relaxes the children, returns the better one to go on with and keeps
// the other open.
func (s *search) descend(children []*node, open *queue) *node {
	var next *node
	for _, c := range children {
		s.nodes++
		c.serial = s.nodes
		if !s.relax(c) {
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

// settle ends an integral node: what it promises is either found in the real
// network or the search cannot go on with this master.
func (s *search) settle(n *node) bool {
	perHost, group := s.realise(n)
	if group >= 0 {
		s.split = group
		return false
	}
	s.deploy(perHost)
	if n.bound >= s.best {
		return true
	}
	s.inexact = true
	return false
}
