package node

import (
	"net/netip"
	"strings"
	"testing"
)

// TestSpecsThatMakeNoSense are refused before anything is opened.
func TestSpecsThatMakeNoSense(t *testing.T) {
	for says, change := range map[string]func(*Spec){
		"no framework":       func(s *Spec) { s.Framework = "ftc" },
		"empty":              func(s *Spec) { s.Chain = nil },
		"no middlebox":       func(s *Spec) { s.Chain = []string{"nat", "nap"} },
		"-3 threads":         func(s *Spec) { s.Threads = -3 },
		"257 threads":        func(s *Spec) { s.Threads = 257 },
		"both sides":         func(s *Spec) { s.Outside = s.Inside },
		"a wire answers":     func(s *Spec) { s.Gateway = false },
		"gateways know IPv4": func(s *Spec) { s.Answers = []netip.Prefix{netip.MustParsePrefix("::1/128")} },
	} {
		s := Spec{Chain: []string{"nat"}, Framework: "nf", Threads: 1, Port: "ring", Inside: "a", Outside: "b", Gateway: true, Answers: []netip.Prefix{netip.MustParsePrefix("203.0.113.1/32")}}
		change(&s)
		if _, err := Open(s); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("said %v, where %q was to be said", err, says)
		}
	}
}
