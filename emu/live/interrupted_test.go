//go:build linux

package live_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"qanat/emu/kernel"
	"qanat/emu/lab"
	"qanat/emu/live"
	"qanat/internal/privileged"
)

// TestInterruptedWhileItIsMade ends the context once the first namespace is there,
// and once all are and routes are given.
func TestInterruptedWhileItIsMade(t *testing.T) {
	privileged.Require(t, root)
	const nodes = 60
	l := &lab.Lab{Name: "interrupted-" + own}
	for k := range nodes {
		l.Nodes = append(l.Nodes, lab.Node{Name: fmt.Sprint("n", k)})
		l.Links = append(l.Links, lab.Link{Ends: [2]string{fmt.Sprint("n", k), fmt.Sprint("n", (k+1)%nodes)}})
	}
	p, err := l.Plan()
	if err != nil {
		t.Fatal(err)
	}
	for _, enough := range []int{1, nodes / 2, nodes} {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			r, err := live.Up(ctx, p, live.Options{})
			if err == nil {
				err = live.Remove(r.ID)
			}
			ended <- err
		}()
		tick := time.NewTicker(time.Millisecond)
		for spaces, late := []string(nil), time.Now().Add(10*time.Second); len(spaces) < enough; <-tick.C {
			if spaces, err = kernel.Names("qanat@interrupted-" + own); err != nil || time.Now().After(late) {
				t.Fatalf("%d namespaces, %v", len(spaces), err)
			}
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "nothing of it stays") {
			t.Errorf("after %d namespaces: %v", enough, err)
		}
		if spaces, _ := kernel.Names("qanat@interrupted-" + own); len(spaces) > 0 {
			t.Errorf("after %d namespaces: %v are left", enough, spaces)
		}
	}
}

// TestTakenDownWhileItIsMade says so, and leaves nothing.
func TestTakenDownWhileItIsMade(t *testing.T) {
	privileged.Require(t, root)
	p, err := lab.Read([]byte("name: hasty-"+own+"\nnodes: [{name: a}]\nprocesses: [{node: a, name: p, command: [sleep, '60'], ready: {output: never}}]\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan error, 1)
	go func() {
		_, err := live.Up(t.Context(), p, live.Options{})
		up <- err
	}()
	// By how far the agent and the folder are gone when it is noticed.
	ended := regexp.MustCompile("taken down while it was made|ended before the lab was up|not waited for: the lab was ended")
	id := ""
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(10 * time.Second); id == ""; <-tick.C {
		states, err := live.List()
		if err != nil || time.Now().After(late) {
			t.Fatalf("the lab does not begin: %v", err)
		}
		for _, s := range states {
			if s.Lab == p.Name && s.Agent.PID != 0 {
				id = s.ID
			}
		}
	}
	if err := live.Remove(id); err != nil {
		t.Error(err)
	}
	if err := <-up; err == nil || !ended.MatchString(err.Error()) {
		t.Error(err)
	}
	nothingLeft(t, id)
}
