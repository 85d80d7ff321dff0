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

// TestMakingEndsWithItsContext: of many namespaces few are made once nobody wants
// them.
func TestMakingEndsWithItsContext(t *testing.T) {
	privileged.Require(t, privileged.Feature{Name: "root", Missing: func() error {
		if os.Geteuid() != 0 {
			return errors.New("only root makes namespaces")
		}
		return nil
	}})
	prefix := fmt.Sprintf("qanat-test-%d-", os.Getpid())
	var names []string
	for k := range 200 {
		names = append(names, fmt.Sprint(prefix, k))
	}
	ctx, stop := context.WithCancel(t.Context())
	err := kernel.Make(ctx, names, func(int) kernel.Options { return kernel.Options{} }, func(_ int, n *kernel.Namespace) {
		n.Close()
		stop()
	})
	made, listed := kernel.Names(prefix)
	if err := errors.Join(listed, kernel.RemoveAll(made)); err != nil {
		t.Fatal(err)
	}
	// Each may be at work on one, begin one before it looks, and have made the file of
	// the next.
	const workers, each = 2, 3
	if !errors.Is(err, context.Canceled) || len(made) == 0 || len(made) > workers*each {
		t.Errorf("%v, %d namespaces", err, len(made))
	}
}
