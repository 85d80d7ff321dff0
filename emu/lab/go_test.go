package lab_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"qanat/emu/impair"
	"qanat/emu/lab"
	"qanat/topo"
)

// TestMistakesInGoAreRefusedAsThoseInFiles: what no file could ask for.
func TestMistakesInGoAreRefusedAsThoseInFiles(t *testing.T) {
	for _, test := range []struct {
		m    impair.Impairment
		want string
	}{
		{impair.Impairment{}, ""},
		{impair.Impairment{Delay: 25 * time.Millisecond, Jitter: time.Millisecond, Loss: impair.Chance{Share: 0.07}, Rate: topo.Mbps, Queue: 5}, ""},
		{impair.Impairment{Delay: time.Hour}, `delay: "1h0m0s" is more than 1m0s`},
		{impair.Impairment{Delay: -1}, "cannot be said in a lab file"},
		{impair.Impairment{Jitter: time.Millisecond}, "before they are sent"},
		{impair.Impairment{Loss: impair.Chance{Share: 2}}, `loss: "200%" is outside 0% to 100%`},
		{impair.Impairment{Loss: impair.Chance{Share: math.NaN()}}, `loss: "NaN%" is outside`},
		{impair.Impairment{Loss: impair.Chance{Correlation: 0.5}}, "without loss"},
		{impair.Impairment{Loss: impair.Chance{Share: 0.1}, Bursts: impair.Bursts{Enter: 1}}, "both loss and bursts"},
		{impair.Impairment{Queue: 7}, "give rate too"},
		{impair.Impairment{Rate: topo.Mbps, Queue: -7}, `"-7 packets" is outside 1 to`},
		{impair.Impairment{Rate: -5}, "cannot be said in a lab file"},
		{impair.Impairment{Rate: 1000 * topo.Gbps}, "no link here carries"},
		{impair.Impairment{Delay: time.Second, Jitter: 1, Distribution: 9}, "9 is no distribution"},
		{impair.Impairment{Distribution: impair.Normal}, "cannot be said in a lab file"},
	} {
		way, none := [2]impair.Impairment{{}, test.m}, [2]impair.Impairment{}
		for where, l := range map[string]lab.Lab{
			"links[0].back":  {Links: []lab.Link{{Name: "l", Ends: [2]string{"a", "b"}, Directions: way}}},
			"lans[0]":        {LANs: []lab.LAN{{Name: "l", Members: []string{"a", "b"}, Impairment: test.m}}},
			"events[0].back": {Links: []lab.Link{{Name: "l", Ends: [2]string{"a", "b"}, Directions: none}}, Events: []lab.Event{{Action: lab.Change, Target: "l", Directions: way}}},
		} {
			l.Name, l.Nodes = "x", []lab.Node{{Name: "a"}, {Name: "b"}}
			_, err := l.Plan()
			if err == nil && test.want == "" {
				continue
			}
			if err == nil || test.want == "" || !strings.HasPrefix(err.Error(), where) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %+v: %v, want %q", where, test.m, err, test.want)
			}
		}
	}
}

// TestRoutesAreBounded: a large mesh of nodes that forward is refused before its
// routes fill the memory; as many hosts around a router are not.
func TestRoutesAreBounded(t *testing.T) {
	const nodes = 1000
	mesh, star := &lab.Lab{Name: "mesh"}, &lab.Lab{Name: "star"}
	name := func(k int) string { return fmt.Sprint("n", k%nodes) }
	for k := range nodes {
		mesh.Nodes, star.Nodes = append(mesh.Nodes, lab.Node{Name: name(k)}), append(star.Nodes, lab.Node{Name: name(k)})
		mesh.Links = append(mesh.Links, lab.Link{Ends: [2]string{name(k), name(k + 1)}}, lab.Link{Ends: [2]string{name(k), name(k + 30)}})
		if k > 0 {
			star.Links = append(star.Links, lab.Link{Ends: [2]string{name(0), name(k)}})
		}
	}
	if _, err := mesh.Plan(); err == nil || !strings.Contains(err.Error(), "links: the lab needs more than 1000000 routes") {
		t.Error(err)
	}
	p, err := star.Plan()
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < nodes; k++ {
		if r := p.Spaces[k].Routes; len(r) != 1 || r[0].To.Bits() != 0 {
			t.Fatalf("node %d has routes %v, want one to everything", k, r)
		}
	}
}
