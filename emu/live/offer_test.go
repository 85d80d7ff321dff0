//go:build linux

package live_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/emu/probe"
	"qanat/internal/privileged"
)

const several = `
name: several
nodes: [{name: a}, {name: b}, {name: c}]
links:
- {name: asked, ends: [a, b], delay: 2ms}
- {name: named, ends: [a, b], engine: wire}
- {name: later, ends: [b, c]}
- {name: bare, ends: [b, c]}
lans: [{name: office, members: [a, c], rate: 50Gbit}]
events: [{at: 1h, do: change, on: later, rate: 3Gbit}]
`

func TestEnginesHaveTheirNamesInLabFiles(t *testing.T) {
	var names []string
	for _, e := range live.Engines() {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, lab.Engines) {
		t.Errorf("lab files may name %v, and there are %v", lab.Engines, names)
	}
}

// TestOffersSayWhatEnginesRefuse without making anything, events included.
func TestOffersSayWhatEnginesRefuse(t *testing.T) {
	p, err := lab.Read([]byte(several), "f")
	if err != nil {
		t.Fatal(err)
	}
	standard, offers, err := live.Offers(p, "wire")
	if err != nil || standard != "wire" {
		t.Fatal(standard, err)
	}
	for k, want := range []live.Offer{{Name: "asked", Engine: "wire"}, {Name: "named", Engine: "wire"}, {Name: "later", Engine: "wire"}, {Name: "bare", Engine: "plain"}, {Name: "office", Engine: "wire"}} {
		if got := offers[k]; got.Name != want.Name || got.Engine != want.Engine || (got.Refused != nil) != (k == 2 || k == 4) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if err := live.Refusals(offers); err == nil || !strings.Contains(err.Error(), "later: engine wire: a rate of 3 Gbps") || !strings.Contains(err.Error(), "(f:10)") || !strings.Contains(err.Error(), "office: engine wire: a rate of 50 Gbps") {
		t.Error(err)
	}
	p.Links[1].Engine, p.LANs[0].Impairment.Rate, p.Events = "netem", 0, nil
	p.Links[1].Directions[0].DelayCorrelation = 0.5 // which netem refuses, where there is one
	if _, offers, _ = live.Offers(p, "wire"); offers[0].Refused != nil || offers[1].Refused == nil || !strings.HasPrefix(offers[1].Refused.Error(), "engine netem: ") {
		t.Errorf("%+v", offers)
	}
}

// TestLinksAreCarriedByTheEnginesTheyName, side by side in one lab.
func TestLinksAreCarriedByTheEnginesTheyName(t *testing.T) {
	privileged.Require(t, root, privileged.Feature{Name: "netem", Missing: live.Engines()[0].Offered})
	r := start(t, "name: both\nnodes: [{name: a}, {name: b}]\nlinks:\n"+
		"- {name: inner, ends: [a, b], engine: wire, delay: 20ms}\n- {name: outer, ends: [a, b], engine: netem}\n- {name: bare, ends: [a, b]}\n")
	e, err := r.Plan.Event("change", "outer", "delay: 3ms")
	if err != nil {
		t.Fatal(err)
	}
	a, err := r.Ask(live.Question{Event: e})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []string{"wire", "netem", "plain"} {
		if got := a.Ways[k].Engine; got != want {
			t.Errorf("link %d is carried by %s, want %s", k, got, want)
		}
	}
	for k, want := range []time.Duration{20 * time.Millisecond, 3 * time.Millisecond} {
		s := probe.Spec{From: r.Space(0), To: r.Space(1), Via: r.Plan.Spaces[0].Interfaces[k].Name, Address: r.Plan.Spaces[1].Interfaces[k].Address.Addr(),
			Packets: 50, PerSecond: 500, Wait: 200 * time.Millisecond}
		report, err := probe.Run(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		delays := report.Delays()
		slices.Sort(delays)
		if report.Lost() > 0 || delays[25] < want || delays[25] > want+10*time.Millisecond {
			t.Errorf("link %d: %d are lost, the median takes %v, want %v", k, report.Lost(), delays[len(delays)/2], want)
		}
	}
	if carried := r.Carried(); carried != ", delays by wire and netem" {
		t.Error(carried)
	}
}

// TestLinksShareMemory: few links have memory of their own for what comes in, many
// none.
func TestLinksShareMemory(t *testing.T) {
	privileged.Require(t, root)
	for links, want := range map[int]int{1: 2, 3: 6, 70: 0} {
		text := "name: shared\nnodes: [{name: a}, {name: b}]\nlinks:\n- {name: bare, ends: [a, b]}\n"
		for k := range links {
			text += fmt.Sprintf("- {name: l%d, ends: [a, b], engine: wire}\n", k)
		}
		maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", start(t, text).Agent.PID))
		if got := strings.Count(string(maps), "socket:["); got != want || err != nil {
			t.Errorf("%d links have %d pieces of memory, want %d (%v)", links, got, want, err)
		}
	}
}

func TestRefusalsOfManyLinksAreShort(t *testing.T) {
	offers := slices.Repeat([]live.Offer{{Name: "l", Refused: errors.New("no")}}, 400)
	if text := live.Refusals(offers).Error(); len(text) > 200 || !strings.HasSuffix(text, "and 390 more links") {
		t.Error(text)
	}
}
