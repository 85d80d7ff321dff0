//go:build linux

package fidelity_test

import (
	"strings"
	"testing"
	"time"

	_ "qanat/emu/agent" // the test's program is the labs' agent
	"qanat/emu/fidelity"
	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/internal/privileged"
)

var root = privileged.Feature{Name: "root", Missing: live.Permitted}

// up brings a lab of two nodes up for the time of the test.
func up(t *testing.T, m impair.Impairment) *live.Run {
	t.Helper()
	privileged.Require(t, root, privileged.Quiet)
	l := &lab.Lab{
		Name: "gate", Nodes: []lab.Node{{Name: "a"}, {Name: "b"}},
		Links: []lab.Link{{Name: "link", Ends: [2]string{"a", "b"}, Directions: [2]impair.Impairment{m, m}}},
	}
	p, err := l.Plan()
	if err != nil {
		t.Fatal(err)
	}
	r, err := live.Up(t.Context(), p, live.Options{Engine: "wire"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Remove(r.ID); err != nil {
			t.Error(err)
		}
	})
	return r
}

// happen makes an event happen.
func happen(t *testing.T, r *live.Run, action, change string) {
	t.Helper()
	e, err := r.Plan.Event(action, "link", change)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Ask(live.Question{Event: e}); err != nil {
		t.Fatal(err)
	}
}

// tries is how often a link may be found unfaithful because the machine was busy.
const tries = 8

// eventually judges until the reasons against a measurement are as wanted: none, or
// such that hold the text.
func eventually(t *testing.T, what, want string, judge func() []string) {
	t.Helper()
	var reasons string
	for range tries {
		reasons = strings.Join(judge(), "; ")
		if want == "" && reasons == "" || want != "" && strings.Contains(reasons, want) {
			return
		}
	}
	t.Errorf("%s: %q, want %q", what, reasons, want)
}

// TestGateFollowsWhatLinksAreAskedFor: a link is judged by what an event asked for,
// one that is cut is not probed, and what nobody asked for is rejected.
func TestGateFollowsWhatLinksAreAskedFor(t *testing.T) {
	r := up(t, impair.Impairment{Delay: 5 * time.Millisecond})
	// 1: whatever other machines take, links are judged.
	gate := fidelity.Gate{Run: r, Options: fidelity.Options{Packets: 100}, MostStolen: 1}
	around := func() (reasons []string) {
		for _, half := range []func() (fidelity.Verdict, error){
			func() (fidelity.Verdict, error) { return gate.Before(t.Context()) },
			func() (fidelity.Verdict, error) { return gate.After(t.Context(), fidelity.Generator{Name: "none"}) },
		} {
			v, err := half()
			if err != nil || len(v.Links) != 2 {
				t.Fatalf("%+v, %v", v, err)
			}
			reasons = append(reasons, v.Reasons...)
		}
		return reasons
	}
	if _, err := gate.After(t.Context()); err == nil {
		t.Error("there can be an After without a Before")
	}
	eventually(t, "as made", "", around)
	happen(t, r, "change", "delay: 20ms, duplicate: 50%")
	eventually(t, "after a change", "", around)
	happen(t, r, "down", "")
	eventually(t, "down", "", around)
	happen(t, r, "up", "")
	eventually(t, "up again", "", around)
	if err := kernel.Block(r.Space(0), "eth0", true); err != nil {
		t.Fatal(err)
	}
	eventually(t, "cut by somebody else", "100.00 % are lost", around)
}

// TestLinksOfSecondsAreProbed: no address is resolved over them in time.
func TestLinksOfSecondsAreProbed(t *testing.T) {
	r := up(t, impair.Impairment{Delay: 2 * time.Second})
	eventually(t, "2 s", "", func() (reasons []string) {
		found := 0
		err := fidelity.Check(t.Context(), r, fidelity.Options{Packets: 50}, func(res fidelity.Result) {
			if found++; !res.Faithful() {
				reasons = append(reasons, res.Verdict())
			}
			if res.Median.At < 2*time.Second {
				t.Errorf("the median is %v", res.Median)
			}
		})
		if err != nil || found != 2 {
			t.Fatalf("%d ways, %v", found, err)
		}
		return reasons
	})
}
