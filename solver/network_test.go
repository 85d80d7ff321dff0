package solver_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/topo"
)

// pair is two hosts, 8 cores each, joined by 100 Mbps, and a chain of one
// firewall between them.
func pair(t testing.TB) *solver.Problem {
	t.Helper()
	b := topo.NewBuilder("pair", "cpu")
	x := b.Node(topo.Node{Name: "x", Capacity: []int64{8}})
	y := b.Node(topo.Node{Name: "y", Capacity: []int64{8}})
	b.Link(x, y, 100*topo.Mbps)
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&solver.Request{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Middleboxes: []string{"firewall"}, Source: "x", Target: "y", Demand: 60 * topo.Mbps}).Problem()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// onX places the firewall on x and sends everything on to y.
func onX(rate topo.Rate, count int) *solver.Deployment {
	return &solver.Deployment{
		Instances:   []solver.Instances{{Node: 0, Position: 1, Offering: 0, Count: count}},
		Allocations: []solver.Allocation{{Node: 0, Position: 1, Rate: rate}},
		Flows:       []solver.Flow{{Type: 1, Arc: 0, Rate: rate}},
	}
}

func TestReserveTakesAllOrNothing(t *testing.T) {
	p := pair(t)
	for _, c := range []struct {
		d    *solver.Deployment
		want string
	}{
		{onX(101*topo.Mbps, 1), `link "x" to "y" lacks 1 Mbps`},
		{onX(60*topo.Mbps, 9), `node "x" lacks 1 of cpu`},
		{onX(60*topo.Mbps, 8), ""},
	} {
		before := p.Network.Clone()
		err := p.Network.Reserve(p, c.d)
		if c.want == "" {
			if err != nil || p.Network.Free[0] != 0 || p.Network.Spare[0] != 40*topo.Mbps {
				t.Errorf("%v, %+v", err, p.Network)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || !reflect.DeepEqual(before, p.Network) {
			t.Errorf("got %v, want %q and an unchanged network", err, c.want)
		}
	}
}

// TestTenMillionChains reserves and releases at random and expects the network
// it started with, exactly.
func TestTenMillionChains(t *testing.T) {
	events := 10_000_000
	if testing.Short() {
		events = 100_000
	}
	const seed = 1
	t.Logf("seed %d", seed)
	p, rng := pair(t), rand.New(rand.NewPCG(seed, 0))
	pristine := p.Network.Clone()
	var held []*solver.Deployment
	reserved := 0
	for range events {
		if len(held) > 0 && rng.IntN(2) == 0 {
			i := rng.IntN(len(held))
			p.Network.Release(p, held[i])
			held[i], held = held[len(held)-1], held[:len(held)-1]
			continue
		}
		d := onX(topo.Rate(1+rng.IntN(30_000)), 1+rng.IntN(3))
		if p.Network.Reserve(p, d) == nil {
			held, reserved = append(held, d), reserved+1
		}
	}
	for _, d := range held {
		p.Network.Release(p, d)
	}
	if reserved < events/100 || !reflect.DeepEqual(pristine, p.Network) {
		t.Fatalf("after %d chains: %+v, want %+v", reserved, p.Network, pristine)
	}
}
