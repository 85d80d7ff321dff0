package exact

import (
	"math"
	"slices"
	"testing"

	"qanat/solver"
	"qanat/topo"
)

// TestLimitedEdgesMakeEquations limits one edge of a tree after another, in a solved
// relaxation and in one that grows afterwards, and compares every row with what it
// should be by its definition, found without looking at what was there before: an
// equation below a limited edge, traffic at its fare below any other. A logical in
// the basis must have the price of the side that it is on.
func TestLimitedEdgesMakeEquations(t *testing.T) {
	s := newTreeSearch(t)
	limited, grown, negative := 0, 0, 0
	all := slices.Repeat([]bool{true}, len(s.classes))
	free := solvedRoot(t, s)
	s.grow(free, all)
	for e := range s.ground.edges {
		if s.ground.edges[e].b < 0 {
			continue
		}
		n := solvedRoot(t, s)
		late := n.master.block[e] < 0
		s.limit(n, &limit{kind: groundLink, of: e, bound: int64(s.in.demand)})
		mustBeAsDefined(t, s, n)
		s.grow(n, all)
		mustBeAsDefined(t, s, n)
		if late {
			grown++
			negative += mustKeepSides(t, n, free, e)
		} else {
			limited++
		}
		s.drop(n)
	}
	if limited == 0 || grown == 0 || negative == 0 {
		t.Errorf("%d edges had rows when they were limited, %d got them later, with %d logicals below zero: all must be met", limited, grown, negative)
	}
}

// solvedRoot relaxes a node that nothing is limited in.
func solvedRoot(t *testing.T, s *search) *node {
	t.Helper()
	n := s.root(s.in.begin(nil), nil)
	if s.best = s.in.ceiling() + 1; !s.relax(n) {
		t.Fatal("the relaxation of an empty network is not solved")
	}
	return n
}

// mustKeepSides demands that the logicals of an edge that got its rows when it was
// limited already are on the same sides as where it is not, since no traffic meets
// the limit. It returns how many are below zero.
func mustKeepSides(t *testing.T, n, free *node, e int) (negative int) {
	t.Helper()
	side := map[int]float64{}
	for _, c := range free.basis.Basic {
		if c.Logical() && free.master.placeOf(int(c.Label)) == e {
			side[int(c.Label)-free.master.block[e]] = c.Cost
		}
	}
	for _, c := range n.basis.Basic {
		if c.Logical() && n.master.placeOf(int(c.Label)) == e {
			kind := int(c.Label) - n.master.block[e]
			if (c.Cost < 0) != (side[kind] < 0) {
				t.Errorf("edge %d, type %d: %g, without the limit %g", e, kind, c.Cost, side[kind])
			}
			if c.Cost < 0 {
				negative++
			}
		}
	}
	return negative
}

// newTreeSearch returns a search of the hierarchy of an empty fat tree.
func newTreeSearch(t *testing.T) *search {
	g, err := topo.FatTree(4, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	hosts := g.Hosts()
	p := &solver.Problem{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices()}
	p.Chain = solver.Chain{Source: hosts[0], Target: hosts[len(hosts)-1], Middleboxes: []int{0, 1}, Demand: 400 * topo.Mbps}
	x := New(Options{})
	x.land = survey(g)
	x.recipe = newRecipe(p, x.land.most)
	x.memory.reset()
	x.router.reset(p.Network, x.land, &p.Chain, nil)
	in := newInstance(p, x.land, x.recipe, &x.memory)
	return newSearch(newField(in, in.treeGround(), make([]bool, len(g.Nodes))), &x.router, &x.spare, x.options.Limits)
}

func mustBeAsDefined(t *testing.T, s *search, n *node) {
	t.Helper()
	b := n.basis
	for _, v := range n.master.place {
		limited := slices.ContainsFunc(n.limits, func(l *limit) bool { return l.kind == groundLink && l.of == v })
		for i := range s.types {
			want := n.master.conservation(v, i)
			if limited {
				want.Over, want.Under = penalty, penalty
			}
			if got := b.Rows[n.master.node(v, i)]; got != want {
				t.Errorf("place %d, type %d, limited %v: row %+v, want %+v", v, i, limited, got, want)
			}
		}
	}
	for r := range b.Basic {
		if c := &b.Basic[r]; c.Logical() {
			row := b.Rows[c.Label]
			want := row.Over
			if b.Value[r] < 0 {
				want = -row.Under
			}
			if math.Abs(b.Value[r]) > integrality && c.Cost != want || c.Cost != row.Over && c.Cost != -row.Under {
				t.Errorf("row %d: its logical, %g, costs %g, want %g", c.Label, b.Value[r], c.Cost, want)
			}
		}
	}
}
