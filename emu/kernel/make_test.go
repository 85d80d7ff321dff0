//go:build linux

package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"qanat/emu/kernel"
	"qanat/internal/privileged"
)

var root = privileged.Feature{Name: "root", Missing: func() error {
	if os.Geteuid() != 0 {
		return errors.New("only root makes namespaces")
	}
	return nil
}}

// specs are of namespaces with names and no more.
func specs(names []string) []kernel.Spec {
	all := make([]kernel.Spec, len(names))
	for k, name := range names {
		all[k].Name = name
	}
	return all
}

// TestWhatIsNotUsedIsClosed: the failure is told, and nothing stays open.
func TestWhatIsNotUsedIsClosed(t *testing.T) {
	privileged.Require(t, root)
	prefix := fmt.Sprintf("qanat-test-%d-", os.Getpid())
	var names []string
	for k := range 20 {
		names = append(names, fmt.Sprint(prefix, k))
	}
	before := opened(t)
	enough := errors.New("that is enough")
	used := 0
	err := kernel.Make(t.Context(), specs(names), func(_ int, n *kernel.Namespace) error {
		n.Close()
		if used++; used == 5 {
			return enough
		}
		return nil
	})
	made, listed := kernel.Names(prefix)
	if err := errors.Join(listed, kernel.RemoveAll(made)); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, enough) || used != 5 || len(made) < used {
		t.Errorf("%v, after %d of %d", err, used, len(made))
	}
	if after := opened(t); after != before {
		t.Errorf("%d files are open, %d were before", after, before)
	}
}

// opened counts the files that the test has open, but the folder that lists them.
func opened(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries) - 1
}

// TestMakingEndsWithItsContext: of many namespaces few are made once nobody wants
// them.
func TestMakingEndsWithItsContext(t *testing.T) {
	privileged.Require(t, root)
	prefix := fmt.Sprintf("qanat-test-%d-", os.Getpid())
	var names []string
	for k := range 200 {
		names = append(names, fmt.Sprint(prefix, k))
	}
	ctx, stop := context.WithCancel(t.Context())
	err := kernel.Make(ctx, specs(names), func(_ int, n *kernel.Namespace) error {
		n.Close()
		stop()
		return nil
	})
	made, listed := kernel.Names(prefix)
	if err := errors.Join(listed, kernel.RemoveAll(made)); err != nil {
		t.Fatal(err)
	}
	// Those that the other thread made while the first waited to be used, where the
	// machine is busy.
	const few = 100
	if !errors.Is(err, context.Canceled) || len(made) == 0 || len(made) > few {
		t.Errorf("%v, %d namespaces", err, len(made))
	}
}
