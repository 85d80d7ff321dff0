//go:build linux

package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"
)

// Make makes namespaces, several at a time, and hands each to made, from several
// threads, as soon as it is there. If one fails, or ctx ends, those made so far
// stay.
func Make(ctx context.Context, names []string, options func(k int) Options, made func(k int, n *Namespace)) error {
	if err := prepare(); err != nil {
		return err
	}
	const workers = 2 // the kernel makes one at a time, for the most part
	var group errgroup.Group
	for w := range workers {
		from, to := len(names)*w/workers, len(names)*(w+1)/workers
		group.Go(func() error {
			return makeAll(ctx, names[from:to], func(k int) Options { return options(from + k) }, func(k int, n *Namespace) { made(from+k, n) })
		})
	}
	return group.Wait()
}

// prepare makes the folder of names, and a mount of it that is shared, as the ip
// command does when it makes its first namespace: done later, it would hide what is
// mounted there by then.
func prepare() error {
	if err := os.MkdirAll(Folder, 0o755); err != nil {
		return err
	}
	share := func() error { return unix.Mount("", Folder, "none", unix.MS_SHARED|unix.MS_REC, "") }
	err := share()
	if errors.Is(err, unix.EINVAL) { // it is no mount yet
		if err = unix.Mount(Folder, Folder, "none", unix.MS_BIND|unix.MS_REC, ""); err == nil {
			err = share()
		}
	}
	if err != nil {
		return fmt.Errorf("sharing %s, where namespaces get their names: %w", Folder, err)
	}
	return nil
}

// RemoveAll removes names, several at a time; it goes on after failures.
func RemoveAll(names []string) error {
	const workers = 4
	var wait sync.WaitGroup
	failed := make([]error, workers)
	for w := range workers {
		wait.Go(func() {
			for k := w; k < len(names); k += workers {
				if err := Remove(names[k]); err != nil {
					failed[w] = err
				}
			}
		})
	}
	wait.Wait()
	for _, err := range failed {
		if err != nil {
			return fmt.Errorf("remove: %w", err)
		}
	}
	return nil
}
