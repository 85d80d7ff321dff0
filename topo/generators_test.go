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
		switches := 5 + rng.IntN(20)
		degree := 2 + rng.IntN(switches-2) // up to a network in which all switches are joined
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

// TestLargeJellyfish would take hours if each link looked at all pairs of
// switches.
func TestLargeJellyfish(t *testing.T) {
	const switches, degree = 4001, 9 // an odd number of ports: one stays free
	g, err := Jellyfish(switches, degree+1, 1, rand.New(rand.NewPCG(5, 0)), ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	if want := switches + (switches*degree-1)/2; len(g.Links) != want {
		t.Errorf("%d links, want %d", len(g.Links), want)
	}
	if _, components := g.Components(); components != 1 {
		t.Errorf("%d components", components)
	}
}

// TestJellyfishFavoursNoPair counts how often each pair of switches is joined: of
// 10 pairs in a ring of 5, each is in half of all rings.
func TestJellyfishFavoursNoPair(t *testing.T) {
	const rings, switches = 4000, 5
	rng := rand.New(rand.NewPCG(6, 0))
	var joined [switches][switches]int
	for range rings {
		g, err := Jellyfish(switches, 3, 1, rng, ThesisEquipment())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range g.Links[switches:] { // after the hosts' links
			joined[min(l.A, l.B)-switches][max(l.A, l.B)-switches]++
		}
	}
	const deviations = 5 * 32 // five standard deviations of a count of 4,000 halves
	for b := range switches {
		for a := range b {
			if n := joined[a][b]; n < rings/2-deviations || n > rings/2+deviations {
				t.Errorf("switches %d and %d are joined in %d of %d rings", a, b, n, rings)
			}
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
