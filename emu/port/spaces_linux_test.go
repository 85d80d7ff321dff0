package port_test

import (
	"testing"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
	"qanat/emu/port"
	"qanat/internal/privileged"
)

// root is the right to make namespaces and to open raw sockets in them.
var root = privileged.Root

// spaces makes namespaces that end with the test, and connects each to the next
// by interfaces named "r" and "l", for right and left.
func spaces(t testing.TB, n int) []*kernel.Namespace {
	t.Helper()
	all := kerneltest.Spaces(t, n)
	for k := 1; k < n; k++ {
		kerneltest.Join(t, kernel.End{In: all[k-1], Name: "r"}, kernel.End{In: all[k], Name: "l"})
	}
	return all
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
