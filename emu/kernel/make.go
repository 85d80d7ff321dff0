//go:build linux

package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"
)

// Spec is a namespace to be made.
type Spec struct {
	Name    string
	Forward bool // IPv4 packets of others
	IPv6    bool // link-local addresses on all interfaces
}

// Make makes namespaces and hands each to use as soon as it is there, with its place
// among the specs, never two at a time. Its loopback goes up with what is committed
// first. If one fails, or ctx ends, or use fails, those made so far stay; use has to
// close those that it was handed.
//
// Two threads make them, since the kernel makes hardly more at a time. One of them uses
// those that are there, and makes more while there are none, so that both have work to
// the end; so use runs in a namespace that is none of its caller's.
func Make(ctx context.Context, specs []Spec, use func(k int, n *Namespace) error) error {
	if err := prepare(); err != nil {
		return err
	}
	m := &making{specs: specs, file: nameless(), made: make(chan numbered, len(specs))}
	defer m.close()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return m.makeAll(ctx) })
	group.Go(func() error { return m.useAll(ctx, use) })
	return group.Wait()
}

// making is what the threads of one Make share.
type making struct {
	specs []Spec
	begun atomic.Int64
	file  int           // without a name, for namespaces to be mounted on; -1 if there is none
	made  chan numbered // and not used yet
}

// numbered is a namespace with its place among the specs.
type numbered struct {
	k int
	*Namespace
}

// makeAll makes namespaces until all are begun.
func (m *making) makeAll(ctx context.Context) error {
	runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
	for {
		if more, err := m.next(ctx); err != nil || !more {
			return err
		}
	}
}

// useAll uses all namespaces, on another such thread.
func (m *making) useAll(ctx context.Context, use func(k int, n *Namespace) error) error {
	runtime.LockOSThread()
	for range m.specs {
		n, err := m.take(ctx)
		if err == nil {
			err = use(n.k, n.Namespace)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// next makes one more namespace, and moves its thread there, unless all are begun.
func (m *making) next(ctx context.Context) (more bool, err error) {
	k := int(m.begun.Add(1)) - 1
	if k >= len(m.specs) {
		return false, nil
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	n, err := m.specs[k].make(m.file)
	if err != nil {
		return false, fmt.Errorf("namespace %s: %w", m.specs[k].Name, err)
	}
	m.made <- numbered{k, n}
	return true, nil
}

// take returns a namespace that is made and not used, and makes more until there is one.
func (m *making) take(ctx context.Context) (numbered, error) {
	if err := ctx.Err(); err != nil {
		return numbered{}, err
	}
	for more := true; more; {
		select {
		case n := <-m.made:
			return n, nil
		default:
		}
		var err error
		if more, err = m.next(ctx); err != nil {
			return numbered{}, err
		}
	}
	select {
	case n := <-m.made:
		return n, nil
	case <-ctx.Done():
		return numbered{}, ctx.Err()
	}
}

// close forgets what was not used.
func (m *making) close() {
	close(m.made)
	for n := range m.made {
		n.Close()
	}
	if m.file >= 0 {
		unix.Close(m.file)
	}
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

// nameless opens a new file without a name in the folder of names, to be given as many
// as there are namespaces; -1 where file systems have no such files.
func nameless() int {
	file, err := unix.Open(Folder, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o444)
	if err != nil {
		return -1
	}
	return file
}
