package exact

import (
	"slices"

	"qanat/solver"
)

// left returns the instance without the hosts and choices that, by the bound
// proven at a relaxed root, cannot be part of anything cheaper than best; nil if
// nothing cheaper is possible.
func (s *search) left(n *node, best solver.Cost) *instance {
	if n.bound >= best {
		return nil
	}
	total, least := n.total, s.least
	if s.evaluated != n.latest {
		total, least = s.evaluate(n.latest, n.limits, n.alive)
	}
	alive := slices.Clone(n.alive)
	if !s.keep(n.latest, alive, total, least, s.gridOf(n).below(best)+1) {
		return nil
	}
	left := *s.in
	left.hosts, left.alive = make([]host, 0, len(s.in.hosts)), make([][]int32, 0, len(s.in.hosts))
	for h, k := range s.classOf {
		if !s.classes[k].idle(alive[k]) {
			left.hosts, left.alive = append(left.hosts, s.in.hosts[h]), append(left.alive, alive[k])
		}
	}
	return &left
}

// used marks the hosts of an instance, a part of the search's own, that do
// something in a node's solution.
func (s *search) used(n *node, in *instance) []bool {
	busy := make([]bool, len(s.in.problem.Network.Graph.Nodes))
	for r := range n.basis.Basic {
		label := n.basis.Basic[r].Label
		if label&kindMask != patternColumn || n.basis.Value[r] < integrality {
			continue
		}
		k := &s.classes[label&^kindMask>>32]
		if k.pool.choiceOf[uint32(label)] != 0 {
			for _, h := range k.hosts {
				busy[s.in.hosts[h].node] = true
			}
		}
	}
	active := in.begin(nil)
	for h := range in.hosts {
		active[h] = active[h] || busy[in.hosts[h].node]
	}
	return active
}

// covers returns limits that every deployment keeps: what its instances of each
// position cost is at least what the whole demand needs wherever they are.
func (f *field) covers() []*limit {
	var list []*limit
	for i, weights := range f.in.weights {
		if last := len(weights) - 1; weights[last] > 0 {
			bound := (f.in.covers[i] + weights[last] - 1) / weights[last]
			list = append(list, &limit{kind: instances, least: true, cover: true, bound: int64(bound), members: f.families[0], position: i, entry: last})
		}
	}
	return list
}
