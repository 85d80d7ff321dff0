package port_test

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"qanat/emu/kernel"
	"qanat/emu/port"
	"qanat/internal/privileged"
)

// root is the right to make namespaces and to open raw sockets in them.
var root = privileged.Feature{Name: "root", Missing: func() error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("not root")
	}
	return nil
}}

var made atomic.Int64

// spaces makes namespaces that end with the test, and connects each to the next
// by interfaces named "r" and "l", for right and left.
func spaces(t testing.TB, n int) []*kernel.Namespace {
	t.Helper()
	privileged.Require(t, root)
	names, specs := make([]string, n), make([]kernel.Spec, n)
	for k := range names {
		names[k] = fmt.Sprintf("qanat-port-%d-%d", os.Getpid(), made.Add(1))
		specs[k].Name = names[k]
	}
	all := make([]*kernel.Namespace, n)
	err := kernel.Make(t.Context(), specs, func(k int, s *kernel.Namespace) error {
		all[k] = s
		return nil
	})
	t.Cleanup(func() {
		for _, s := range all {
			if s != nil {
				s.Close()
			}
		}
		if err := kernel.RemoveAll(names); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < n; k++ {
		connect(t, kernel.End{In: all[k-1], Name: "r"}, kernel.End{In: all[k], Name: "l"})
	}
	return all
}

func connect(t testing.TB, a, b kernel.End) {
	t.Helper()
	_, second := kernel.Veth(a, b)
	b.In.Up(second)
	if err := errors.Join(a.In.Commit(), b.In.Commit()); err != nil {
		t.Fatal(err)
	}
}

// open opens a port and fails the test if that does not work.
func open(t testing.TB, kind string, o port.Options) port.Port {
	t.Helper()
	p, err := port.Open(kind, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
