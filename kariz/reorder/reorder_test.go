package reorder

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"qanat/kariz"
	"qanat/solver"
	"qanat/topo"
)

func TestOrders(t *testing.T) {
	all := func(i, j int) bool { return true }
	none := func(i, j int) bool { return false }
	ends := func(i, j int) bool { return min(i, j) == 1 && max(i, j) == 2 }
	for _, c := range []struct {
		n, limit   int
		compatible func(i, j int) bool
		want       [][]int
		more       bool
	}{
		{3, 9, none, [][]int{{0, 1, 2}}, false},
		{3, 9, ends, [][]int{{0, 1, 2}, {0, 2, 1}}, false},
		{3, 6, all, [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}, false},
		{3, 2, all, [][]int{{0, 1, 2}, {0, 2, 1}}, true},
	} {
		got, more := Orders(c.n, c.limit, c.compatible)
		if !reflect.DeepEqual(got, c.want) || more != c.more {
			t.Errorf("%d middleboxes, limit %d: %v %v, want %v %v", c.n, c.limit, got, more, c.want, c.more)
		}
	}
}

// line is three hosts in a row, s - m - t, and a chain ids -> firewall from s to
// t. Only s has memory, which the firewall needs, and only t has cores enough
// left for the ids: in the chain's order traffic goes to t, back to s, and to t
// again.
func line(t *testing.T) *solver.Problem {
	t.Helper()
	b := topo.NewBuilder("line", "cpu", "memory_mb")
	s := b.Node(topo.Node{Name: "s", Capacity: []int64{1, 2}})
	m := b.Node(topo.Node{Name: "m"})
	e := b.Node(topo.Node{Name: "t", Capacity: []int64{2, 0}})
	b.Link(s, m, topo.Gbps)
	b.Link(m, e, topo.Gbps)
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	offer := func(name string, demand ...int64) solver.Middlebox {
		return solver.Middlebox{Name: name, Offerings: []solver.Offering{{Name: name, Throughput: 100 * topo.Mbps, Demand: demand}}}
	}
	catalogue := &solver.Catalogue{Name: "two", Resources: g.Resources,
		Middleboxes: []solver.Middlebox{offer("ids", 2, 0), offer("firewall", 1, 2)}}
	p, err := (&solver.Request{Network: solver.NewNetwork(g), Catalogue: catalogue,
		Prices:      solver.Prices{Alpha: []solver.Cost{solver.Unit, 0}, Beta: solver.Unit / 100},
		Middleboxes: []string{"ids", "firewall"}, Source: "s", Target: "t", Demand: 100 * topo.Mbps}).Problem()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReorderingSavesTheWayBack(t *testing.T) {
	p := line(t)
	s := kariz.New(kariz.Defaults())
	for _, c := range []struct {
		pairs [][2]string
		order []int
		cost  solver.Cost // 3 cores, and 6 or 2 links at 1 each
	}{
		{nil, []int{0, 1}, 9 * solver.Unit},
		{[][2]string{{"firewall", "ids"}}, []int{1, 0}, 5 * solver.Unit},
	} {
		pairs, err := ParsePairs(p.Catalogue, c.pairs)
		if err != nil {
			t.Fatal(err)
		}
		best, err := Best(context.Background(), s, p, pairs)
		if err != nil {
			t.Fatal(err)
		}
		if !best.Outcome.Placed() {
			t.Fatalf("%v: not placed: %s", c.pairs, best.Outcome.Reason)
		}
		if err := solver.Verify(best.Problem, best.Outcome.Deployment); err != nil {
			t.Error(err)
		}
		if got := best.Outcome.Deployment.Bill(best.Problem).Total(); got != c.cost || !slices.Equal(best.Order, c.order) {
			t.Errorf("%v: order %v costs %v, want %v at %v", c.pairs, best.Order, got, c.order, c.cost)
		}
		if !slices.Equal(p.Chain.Middleboxes, []int{0, 1}) {
			t.Fatal("the problem was changed")
		}
	}
}

func TestParsePairsRejects(t *testing.T) {
	c := solver.Table22()
	for _, pair := range [][2]string{{"firewall", "nat"}, {"ids", "ids"}} {
		if _, err := ParsePairs(c, [][2]string{pair}); err == nil {
			t.Errorf("%v was taken", pair)
		}
	}
}
