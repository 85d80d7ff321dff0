package topo

import (
	"math/rand/v2"
	"testing"
)

// census counts the nodes of each kind.
func census(g *Graph) (kinds [5]int) {
	for _, n := range g.Nodes {
		kinds[n.Kind]++
	}
	return kinds
}

func TestGeneratorsCountAsTheirPapersSay(t *testing.T) {
	for _, test := range []struct {
		spec  string
		kinds [5]int // hosts, edge, aggregation, core, routers
		links int
	}{
		{"fat-tree:k=4", [5]int{16, 8, 8, 4, 0}, 16 + 16 + 16},
		{"leaf-spine:leaves=3,spines=2,hosts=4", [5]int{12, 3, 0, 2, 0}, 12 + 6},
		{"vl2:da=4,di=6,hosts=20", [5]int{120, 6, 6, 2, 0}, 120 + 12 + 12},
		{"jellyfish:switches=20,ports=8,hosts=4,seed=3", [5]int{80, 20, 0, 0, 0}, 80 + 40},
	} {
		g, err := Make(test.spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := census(g); got != test.kinds || len(g.Links) != test.links {
			t.Errorf("%s: %v nodes and %d links, want %v and %d", test.spec, got, len(g.Links), test.kinds, test.links)
		}
		if _, components := g.Components(); components != 1 {
			t.Errorf("%s has %d components", test.spec, components)
		}
	}
}

func TestVL2UsesThePortsItHas(t *testing.T) {
	g, err := VL2(6, 4, 2, ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	ports := map[Kind]int{Edge: 2 + 2, Aggregation: 6, Core: 4}
	for m, n := range g.Nodes {
		if want, is := ports[n.Kind]; is && len(g.Out(m)) != want {
			t.Errorf("%s has %d links, want %d", n.Name, len(g.Out(m)), want)
		}
	}
}

func TestJellyfishIsRegularAndSimple(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 0))
		switches, degree := 5+rng.IntN(20), 2+rng.IntN(3)
		g, err := Jellyfish(switches, degree+1, 1, rng, ThesisEquipment())
		if err != nil {
			t.Fatal(err)
		}
		free, pairs := 0, map[[2]int]bool{}
		for _, l := range g.Links {
			pair := [2]int{min(l.A, l.B), max(l.A, l.B)}
			if pairs[pair] {
				t.Fatalf("seed %d: two links join %v", seed, pair)
			}
			pairs[pair] = true
		}
		for s := range switches {
			free += degree + 1 - len(g.Out(switches+s))
		}
		if _, components := g.Components(); free > 1 || components != 1 {
			t.Errorf("seed %d: %d free ports, %d components", seed, free, components)
		}
	}
}

func TestJellyfishFollowsItsSeed(t *testing.T) {
	same, other := 0, 0
	first, _ := Make("jellyfish:switches=12,ports=5,hosts=2,seed=1")
	again, _ := Make("jellyfish:switches=12,ports=5,hosts=2,seed=1")
	second, _ := Make("jellyfish:switches=12,ports=5,hosts=2,seed=2")
	for l := range first.Links {
		if first.Links[l] != again.Links[l] {
			same++
		}
		if first.Links[l] != second.Links[l] {
			other++
		}
	}
	if same != 0 || other == 0 {
		t.Errorf("one seed gives %d different links, two seeds %d", same, other)
	}
}
