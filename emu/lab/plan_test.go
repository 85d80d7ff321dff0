package lab_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/topo"
)

// owner finds the node with an address, and the interface that has it.
func owner(p *lab.Plan, a netip.Addr) (node int, f *lab.Interface) {
	for n := range p.Spaces {
		for k := range p.Spaces[n].Interfaces {
			if f := &p.Spaces[n].Interfaces[k]; f.Address.Addr() == a {
				return n, f
			}
		}
	}
	return -1, nil
}

// next is what a node of the kernel does with a packet: the longest prefix among
// its own subnets and its routes decides.
func next(p *lab.Plan, n int, to netip.Addr) (via netip.Addr, out *lab.Interface) {
	best := -1
	s := &p.Spaces[n]
	for k := range s.Interfaces {
		f := &s.Interfaces[k]
		if f.Address.Contains(to) && f.Address.Bits() > best {
			best, via, out = f.Address.Bits(), to, f
		}
	}
	for _, r := range s.Routes {
		if r.To.Contains(to) && r.To.Bits() > best {
			best, via = r.To.Bits(), r.Via
			out = &s.Interfaces[slices.IndexFunc(s.Interfaces, func(f lab.Interface) bool { return f.Name == r.Interface })]
		}
	}
	return via, out
}

// walk follows a packet and returns how long it takes.
func walk(t *testing.T, p *lab.Plan, from int, to netip.Addr) (time.Duration, bool) {
	t.Helper()
	total := time.Duration(0)
	for hops, n := 0, from; ; hops++ {
		if at, _ := owner(p, to); at == n {
			return total, true
		}
		via, out := next(p, n, to)
		if out == nil {
			return 0, false
		}
		if hops > len(p.Spaces) {
			t.Fatalf("packets from %s to %v go round", p.Nodes[from].Name, to)
		}
		if hops > 0 && !p.Spaces[n].Forward {
			t.Fatalf("packets from %s to %v pass %s, which forwards nothing", p.Nodes[from].Name, to, p.Nodes[n].Name)
		}
		m, in := owner(p, via)
		if m < 0 || in.Link != out.Link || in.LAN != out.LAN {
			t.Fatalf("%s sends packets for %v to %v, which is no neighbour's", p.Nodes[n].Name, to, via)
		}
		if out.Link >= 0 {
			total += p.Links[out.Link].Directions[out.End].Delay
		} else {
			total += p.LANs[out.LAN].Impairment.Delay
		}
		n = m
	}
}

// random returns a lab of links and LANs with random delays.
func random(rng *rand.Rand) *lab.Lab {
	l := &lab.Lab{Name: "random"}
	n := 2 + rng.IntN(9)
	for i := range n {
		l.Nodes = append(l.Nodes, lab.Node{Name: fmt.Sprint("n", i), Stub: rng.IntN(4) == 0})
	}
	delay := func() impair.Impairment {
		return impair.Impairment{Delay: time.Duration(1+rng.IntN(9)) * time.Millisecond}
	}
	for range rng.IntN(2 * n) {
		if a, b := rng.IntN(n), rng.IntN(n); a != b {
			link := lab.Link{Name: fmt.Sprint("l", len(l.Links)), Ends: [2]string{l.Nodes[a].Name, l.Nodes[b].Name}, Directions: [2]impair.Impairment{delay(), delay()}}
			if rng.IntN(5) == 0 {
				link.Subnet = netip.MustParsePrefix(fmt.Sprintf("10.0.%d.0/%d", len(l.Links), 28+rng.IntN(4)))
			}
			l.Links = append(l.Links, link)
		}
	}
	for i := range rng.IntN(3) {
		var members []string
		for _, k := range rng.Perm(n)[:1+rng.IntN(n)] {
			members = append(members, l.Nodes[k].Name)
		}
		l.LANs = append(l.LANs, lab.LAN{Name: fmt.Sprint("lan", i), Members: members, Impairment: delay()})
	}
	return l
}

// shortest computes the delays between all nodes by Floyd and Warshall's method,
// with a node that forwards nothing as an end only; -1 where there is no way.
func shortest(p *lab.Plan) [][]time.Duration {
	n := len(p.Spaces)
	d := make([][]time.Duration, n)
	for a := range d {
		d[a] = slices.Repeat([]time.Duration{-1}, n)
		d[a][a] = 0
	}
	for a := range p.Spaces {
		for b := range p.Spaces {
			for _, f := range p.Spaces[a].Interfaces {
				for _, g := range p.Spaces[b].Interfaces {
					if a == b || f.Link != g.Link || f.LAN != g.LAN {
						continue
					}
					delay := time.Duration(0)
					if f.Link >= 0 {
						delay = p.Links[f.Link].Directions[f.End].Delay
					} else {
						delay = p.LANs[f.LAN].Impairment.Delay
					}
					if d[a][b] < 0 || delay < d[a][b] {
						d[a][b] = delay
					}
				}
			}
		}
	}
	for via := range d {
		if !p.Spaces[via].Forward {
			continue
		}
		for a := range d {
			for b := range d {
				if d[a][via] >= 0 && d[via][b] >= 0 && (d[a][b] < 0 || d[a][via]+d[via][b] < d[a][b]) {
					d[a][b] = d[a][via] + d[via][b]
				}
			}
		}
	}
	return d
}

// reach is the least delay to any node on the subnet of an address: that is what
// routes to subnets promise.
func reach(p *lab.Plan, d [][]time.Duration, from int, f *lab.Interface) time.Duration {
	least := time.Duration(-1)
	for n := range p.Spaces {
		for _, g := range p.Spaces[n].Interfaces {
			if g.Link == f.Link && g.LAN == f.LAN && d[from][n] >= 0 && (n == from || p.Spaces[n].Forward) && (least < 0 || d[from][n] < least) {
				least = d[from][n]
			}
		}
	}
	return least
}

func TestPacketsArriveOnTheShortestWay(t *testing.T) {
	walked, apart := 0, 0
	for seed := range uint64(400) {
		l := random(rand.New(rand.NewPCG(seed, 1)))
		p, err := l.Plan()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		d := shortest(p)
		for from := range p.Spaces {
			for to := range p.Spaces {
				for k := range p.Spaces[to].Interfaces {
					f := &p.Spaces[to].Interfaces[k]
					if from == to {
						continue
					}
					took, arrived := walk(t, p, from, f.Address.Addr())
					promised := reach(p, d, from, f)
					if !arrived {
						if promised >= 0 {
							t.Fatalf("seed %d: no way from n%d to %v, which is %v away", seed, from, f.Address, promised)
						}
						apart++
						continue
					}
					// The last hop, from the subnet's nearest router, may be
					// one that the shortest way to this node does not take.
					last := time.Duration(0)
					if f.Link >= 0 {
						last = p.Links[f.Link].Directions[1-f.End].Delay
					} else {
						last = p.LANs[f.LAN].Impairment.Delay
					}
					if took != promised && took != promised+last {
						t.Fatalf("seed %d: from n%d to %v takes %v, and the subnet is %v away", seed, from, f.Address, took, promised)
					}
					walked++
				}
			}
		}
	}
	if walked < 10_000 || apart < 100 {
		t.Errorf("only %d ways walked, %d not there", walked, apart)
	}
}

func TestSubnetsAreApart(t *testing.T) {
	for seed := range uint64(200) {
		p, err := random(rand.New(rand.NewPCG(seed, 2))).Plan()
		if err != nil {
			t.Fatal(err)
		}
		var all []netip.Prefix
		for _, l := range p.Links {
			all = append(all, l.Subnet)
		}
		for _, l := range p.LANs {
			all = append(all, l.Subnet)
		}
		for i := range all {
			for k := range i {
				if all[i].Overlaps(all[k]) {
					t.Fatalf("seed %d: %v and %v overlap", seed, all[i], all[k])
				}
			}
		}
		seen := map[netip.Addr]bool{}
		for _, s := range p.Spaces {
			for _, f := range s.Interfaces {
				if seen[f.Address.Addr()] {
					t.Fatalf("seed %d: %v is given twice", seed, f.Address)
				}
				seen[f.Address.Addr()] = true
			}
		}
	}
}

// TestEqualWaysAreShared: in a fat tree all links between tiers carry traffic.
func TestEqualWaysAreShared(t *testing.T) {
	g, err := topo.Make("fat-tree:k=4")
	if err != nil {
		t.Fatal(err)
	}
	p, err := lab.FromGraph(g, impair.Impairment{}, false).Plan()
	if err != nil {
		t.Fatal(err)
	}
	used := map[[2]int]bool{}
	for from, node := range g.Nodes {
		for to, other := range g.Nodes {
			if from == to || node.Kind != topo.Host || other.Kind != topo.Host {
				continue
			}
			for n, a := from, p.Address(to); n != to; {
				via, out := next(p, n, a)
				used[[2]int{out.Link, out.End}] = true
				n, _ = owner(p, via)
			}
		}
	}
	if all := 2 * len(g.Links); len(used) < all*9/10 {
		t.Errorf("%d of %d directions of links are used", len(used), all)
	}
}

func TestPlanIsTheSameEveryTime(t *testing.T) {
	for seed := range uint64(20) {
		a, _ := random(rand.New(rand.NewPCG(seed, 1))).Plan()
		b, _ := random(rand.New(rand.NewPCG(seed, 1))).Plan()
		if fmt.Sprintf("%+v", a.Spaces) != fmt.Sprintf("%+v", b.Spaces) {
			t.Fatalf("seed %d: two plans differ", seed)
		}
	}
}

// TestAnyTopologyIsALab: names of maps that no file or interface could have.
func TestAnyTopologyIsALab(t *testing.T) {
	g := &topo.Graph{Name: "Pays/Bas"}
	for _, name := range []string{"Zürich", "Z-rich", "東京", "大阪", "._x", strings.Repeat("long", 30), strings.Repeat("long", 30) + "er"} {
		g.Nodes = append(g.Nodes, topo.Node{Name: name, Kind: topo.Router})
	}
	for k := range g.Nodes[1:] {
		g.Links = append(g.Links, topo.Link{A: k, B: k + 1}, topo.Link{A: k, B: k + 1})
	}
	p, err := lab.FromGraph(g, impair.Impairment{}, false).Plan()
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := p.Write(&text); err != nil {
		t.Fatal(err)
	}
	if _, err := lab.Read(text.Bytes(), "f"); err != nil {
		t.Error(err)
	}
}
