package certificate

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// left is what a search may still choose from: per node of the graph the indices
// of choices, and per position how much throughput may remain unused.
type left struct {
	choices [][]int32
	waste   []int64
}

// stage is a Stage being checked.
type stage struct {
	*checker
	*ground
	classes []class
	waste   []int64
	strict  grid
	loose   grid
}

// search checks stages, each over what the one before left.
func (k *checker) search(stages []Stage) error {
	open := &left{waste: slices.Repeat([]int64{math.MaxInt64 / 4}, len(k.chain))}
	for m := range k.hosts {
		all := make([]int32, len(k.hosts[m].choices))
		for c := range all {
			all[c] = int32(c)
		}
		open.choices = append(open.choices, all)
	}
	for n := range stages {
		next, err := k.pass(&stages[n], open, n == len(stages)-1)
		if err != nil {
			return fmt.Errorf("stage %d: %w", n+1, err)
		}
		if next == nil {
			return nil
		}
		open = next
	}
	return nil
}

// pass checks one stage. It returns what is left if its root is not closed; the
// last stage must close.
func (k *checker) pass(from *Stage, open *left, last bool) (*left, error) {
	if from.Root == nil {
		return nil, errors.New("it has no root")
	}
	s, p, err := k.enter(from, open)
	if err != nil {
		return nil, err
	}
	if p.dead() {
		return nil, nil
	}
	if last {
		return nil, s.visit(from.Root, p)
	}
	closed, err := s.prove(from.Root, p)
	if closed || err != nil {
		return nil, err
	}
	return s.leave(from.Root, p, open)
}

// enter checks a stage's ground and classes and returns it with what its root may
// choose from.
func (k *checker) enter(from *Stage, open *left) (*stage, *part, error) {
	g, at := k.network()
	var err error
	if len(from.Places) > 0 {
		if g, err = k.plant(from.Places); err != nil {
			return nil, nil, err
		}
	}
	s := &stage{checker: k, ground: g, waste: open.waste}
	if s.classes, err = k.classes(from.Classes, g, at); err != nil {
		return nil, nil, err
	}
	if g.tree {
		if err := errors.Join(k.compare(g, s.classes), k.part(from, s.classes)); err != nil {
			return nil, nil, err
		}
	}
	s.strict, s.loose = s.grids()
	p := &part{}
	for c := range s.classes {
		p.alive = append(p.alive, s.union(&s.classes[c], open))
	}
	return s, p, s.complete(open)
}

// union returns what any host of a class may choose, as far as it wastes no more
// than allowed.
func (s *stage) union(c *class, open *left) []int32 {
	var list []int32
	for _, m := range c.nodes {
		list = append(list, open.choices[m]...)
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(choice int32) bool {
		for i, step := range c.choices[choice] {
			if low, high := s.window(i, step, c.cap); low > high {
				return true
			}
		}
		return false
	})
}

// complete checks that hosts of no class can do nothing.
func (s *stage) complete(open *left) error {
	in := make([]bool, len(s.hosts))
	for c := range s.classes {
		for _, m := range s.classes[c].nodes {
			in[m] = true
		}
	}
	for m, choices := range open.choices {
		if !in[m] && !slices.Equal(choices, []int32{0}) {
			return fmt.Errorf("node %d may still do something and is in no class", m)
		}
	}
	return nil
}

// leave returns what the root of a stage leaves open.
func (s *stage) leave(root *Node, p *part, open *left) (*left, error) {
	next := &left{choices: slices.Clone(open.choices)}
	for c := range s.classes {
		for _, m := range s.classes[c].nodes {
			next.choices[m] = p.alive[c]
		}
	}
	var err error
	next.waste, err = s.wastes(root, p)
	return next, err
}
