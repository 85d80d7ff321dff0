package certificate

import (
	"errors"
	"fmt"
	"slices"
)

// host is a node and what it may do for the chain.
type host struct {
	*menu
	begin, end int64 // what it sends of the first type, takes in of the last
}

// menu is what hosts of one kind may choose from.
type menu struct {
	// cap is the most that any position gets on the host: all that a leaf which
	// is no endpoint processes crosses its only link twice.
	cap int64
	// choices hold the index of a step per position; the first is none of
	// anything.
	choices [][]int32
}

// fill lists the choices of all nodes; nodes alike share them.
func (k *checker) fill() error {
	known, total := map[string]*menu{}, 0
	for m := range k.p.Network.Graph.Nodes {
		h := host{}
		switch m {
		case k.p.Chain.Source:
			h.begin = k.demand
		case k.p.Chain.Target:
			h.end = k.demand
		}
		most := k.demand
		if l := k.link(m); l >= 0 && h.begin+h.end == 0 {
			most = min(most, int64(k.p.Network.Spare[l])/2)
		}
		free := k.usable(m)
		key := fmt.Sprint(most, free)
		if known[key] == nil {
			known[key] = &menu{cap: most, choices: k.choose(nil, nil, free, most)}
			total += len(known[key].choices)
		}
		if h.menu = known[key]; total > 2*manyChoices {
			return errors.New("the hosts have too many choices for the checker")
		}
		k.hosts = append(k.hosts, h)
	}
	return nil
}

// usable returns what is free on a node, as far as the chain can use it.
func (k *checker) usable(m int) []int64 {
	free := slices.Clone(k.p.Network.FreeAt(m))
	for r := range free {
		useful := int64(0)
		for i := range k.chain {
			largest := int64(0)
			for _, s := range k.chain[i].steps {
				largest = max(largest, s.demand[r])
			}
			useful += largest
		}
		free[r] = min(free[r], useful)
	}
	return free
}

// link returns the only link of a leaf, a node that hangs on another; -1 for all
// others.
func (k *checker) link(m int) int {
	g := k.p.Network.Graph
	if out := g.Out(m); len(out) == 1 && len(g.Out(g.Head(out[0]))) > 1 {
		return out[0].Link()
	}
	return -1
}

// choose appends every way to go on from what is chosen, within what is free.
func (k *checker) choose(list [][]int32, chosen []int32, free []int64, most int64) [][]int32 {
	i := len(chosen)
	if len(list) > manyChoices {
		return list
	}
	if i == len(k.chain) {
		return append(list, append([]int32{}, chosen...))
	}
	for s := range k.chain[i].steps {
		step := &k.chain[i].steps[s]
		if !fits(step.demand, free) || s > 0 && step.low >= most {
			continue
		}
		for r, d := range step.demand {
			free[r] -= d
		}
		list = k.choose(list, append(chosen, int32(s)), free, most)
		for r, d := range step.demand {
			free[r] += d
		}
	}
	return list
}
