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

// Make makes namespaces and hands each to use, in the order of the specs, while others
// are made. Its loopback goes up with what is committed first. If one fails, or ctx
// ends, or use fails, those made so far stay; use has to close those that it was handed.
//
// Two threads make them, since the kernel makes hardly more at a time. One of them uses
// those that are there, and makes more while there are none, so that both have work to
// the end; so use runs in a namespace that is none of its caller's.
func Make(ctx context.Context, specs []Spec, use func(k int, n *Namespace) error) error {
	if err := prepare(); err != nil {
		return err
	}
	m := &making{specs: specs, file: nameless(), made: make(chan numbered, len(specs)), early: make([]*Namespace, len(specs))}
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
	made  chan numbered // from either thread
	early []*Namespace  // of the thread that uses them: by place, if it waits for one before them
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
	for k := range m.specs {
		if err := m.await(ctx, k); err != nil {
			return err
		}
		n := m.early[k]
		m.early[k] = nil
		if err := use(k, n); err != nil {
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

// await returns once namespace k is there, and makes more until it is.
func (m *making) await(ctx context.Context, k int) error {
	for more := true; m.early[k] == nil; {
		if more && len(m.made) == 0 {
			var err error
			if more, err = m.next(ctx); err != nil {
				return err
			}
			continue
		}
		select {
		case n := <-m.made:
			m.early[n.k] = n.Namespace
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// close forgets what was not used.
func (m *making) close() {
	close(m.made)
	for n := range m.made {
		n.Close()
	}
	for _, n := range m.early {
		if n != nil {
			n.Close()
		}
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
