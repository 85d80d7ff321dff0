//go:build linux

// Package kerneltest makes namespaces for tests of what works in them. They end with
// the test, whatever becomes of it.
package kerneltest

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"qanat/emu/kernel"
	"qanat/internal/privileged"
)

var named atomic.Int64

// Names returns names of namespaces that nobody else has, and removes what bears them
// when the test ends. The test is skipped where it may make none.
func Names(t testing.TB, n int) []string {
	t.Helper()
	privileged.Require(t, privileged.Root)
	names := make([]string, n)
	for k := range names {
		names[k] = fmt.Sprintf("qanat-test-%d-%d", os.Getpid(), named.Add(1))
	}
	t.Cleanup(func() {
		if err := kernel.RemoveAll(names); err != nil {
			t.Error(err)
		}
	})
	return names
}

// Specs are of namespaces with names and no more.
func Specs(names []string) []kernel.Spec {
	specs := make([]kernel.Spec, len(names))
	for k, name := range names {
		specs[k].Name = name
	}
	return specs
}

// Spaces makes namespaces, open until the test ends.
func Spaces(t testing.TB, n int) []*kernel.Namespace {
	t.Helper()
	var all []*kernel.Namespace
	names := Names(t, n)
	t.Cleanup(func() {
		for _, s := range all {
			s.Close()
		}
	})
	err := kernel.Make(t.Context(), Specs(names), func(_ int, s *kernel.Namespace) error {
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Join connects two ends by a pair of interfaces, both up, and returns their indices.
func Join(t testing.TB, a, b kernel.End) (first, second int) {
	t.Helper()
	first, second = kernel.Veth(a, b)
	b.In.Up(second)
	if err := errors.Join(a.In.Commit(), b.In.Commit()); err != nil {
		t.Fatal(err)
	}
	return first, second
}
