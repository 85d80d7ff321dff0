//go:build linux

package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// Names lists the namespaces whose names begin with prefix, mounted or not.
func Names(prefix string) ([]string, error) {
	entries, err := os.ReadDir(Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Remove takes a name away. The namespace ends once no process is in it.
func Remove(name string) error {
	err := unix.Unmount(Path(name), unix.MNT_DETACH)
	if err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOENT) { // EINVAL: not mounted yet
		return fmt.Errorf("namespace %s: unmount: %w", name, err)
	}
	if err := os.Remove(Path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("namespace %s: %w", name, err)
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
