//go:build linux

package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/vishvananda/netlink"

	"qanat/emu/kernel"
	"qanat/internal/privileged"
)

var root = privileged.Feature{Name: "root", Missing: func() error {
	if os.Geteuid() != 0 {
		return errors.New("only root makes namespaces")
	}
	return nil
}}

// TestPairsHaveOneQueueEachWay, which is what makes them quickly.
func TestPairsHaveOneQueueEachWay(t *testing.T) {
	privileged.Require(t, root)
	names := []string{fmt.Sprintf("qanat-test-%d-a", os.Getpid()), fmt.Sprintf("qanat-test-%d-b", os.Getpid())}
	defer func() {
		if err := kernel.RemoveAll(names); err != nil {
			t.Error(err)
		}
	}()
	spaces := make([]*kernel.Namespace, 2)
	if err := kernel.Make(t.Context(), names, func(int) kernel.Options { return kernel.Options{} }, func(k int, n *kernel.Namespace) { spaces[k] = n }); err != nil {
		t.Fatal(err)
	}
	defer spaces[0].Close()
	defer spaces[1].Close()
	if _, _, err := kernel.Veth(kernel.End{In: spaces[0], Name: "one"}, kernel.End{In: spaces[1], Name: "other"}); err != nil {
		t.Fatal(err)
	}
	for k, name := range []string{"one", "other"} {
		if err := kernel.Do(names[k], func() error {
			link, err := netlink.LinkByName(name)
			if err == nil && (link.Attrs().NumTxQueues != 1 || link.Attrs().NumRxQueues != 1) {
				t.Errorf("%s sends by %d queues and receives by %d", name, link.Attrs().NumTxQueues, link.Attrs().NumRxQueues)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
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
