//go:build linux

package kernel_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
)

// TestWhatIsNotUsedIsClosed: the failure is told, and nothing stays open.
func TestWhatIsNotUsedIsClosed(t *testing.T) {
	names := kerneltest.Names(t, 20)
	before := opened(t)
	enough := errors.New("that is enough")
	used := 0
	err := kernel.Make(t.Context(), kerneltest.Specs(names), func(_ int, n *kernel.Namespace) error {
		n.Close()
		if used++; used == 5 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || used != 5 {
		t.Errorf("%v, after %d", err, used)
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
	names := kerneltest.Names(t, 200)
	ctx, stop := context.WithCancel(t.Context())
	err := kernel.Make(ctx, kerneltest.Specs(names), func(_ int, n *kernel.Namespace) error {
		n.Close()
		stop()
		return nil
	})
	made := 0
	for _, name := range names {
		if _, err := os.Stat(kernel.Path(name)); err == nil {
			made++
		}
	}
	// Those that the other thread made while the first waited to be used, where the
	// machine is busy.
	const few = 100
	if !errors.Is(err, context.Canceled) || made == 0 || made > few {
		t.Errorf("%v, %d namespaces", err, made)
	}
}
