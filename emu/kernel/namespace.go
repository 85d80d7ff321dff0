//go:build linux

package kernel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/containernetworking/plugins/pkg/ns"
	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Folder is where named namespaces are mounted.
const Folder = "/run/netns"

// Namespace is a network namespace that is open for changes.
type Namespace struct {
	Name   string
	fd     netns.NsHandle
	handle *netlink.Handle
	socket *nl.SocketHandle // for pairs of interfaces; nil until the first is made
	given  int              // interfaces whose index was given
}

// Options are what a new namespace starts with.
type Options struct {
	Forward bool // IPv4 packets of others
	IPv6    bool // link-local addresses on all interfaces
}

// Path is where a namespace with the name is mounted. A name may be an absolute
// path itself, such as that of a process' namespace.
func Path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(Folder, name)
}

func withHandle(name string, fd netns.NsHandle, open func() (*netlink.Handle, error)) (*Namespace, error) {
	handle, err := open()
	if err != nil {
		fd.Close()
		return nil, fmt.Errorf("namespace %s: netlink: %w", name, err)
	}
	return &Namespace{Name: name, fd: fd, handle: handle}, nil
}

// Close forgets the namespace; it stays.
func (n *Namespace) Close() {
	n.handle.Close()
	if n.socket != nil {
		n.socket.Close()
	}
	n.fd.Close()
}

// Do runs f on a thread that is in the namespace with the name.
func Do(name string, f func() error) error {
	return ns.WithNetNSPath(Path(name), func(ns.NetNS) error { return f() })
}

// makeAll makes namespaces on one thread, which ends afterwards, and hands each
// to made.
func makeAll(ctx context.Context, names []string, options func(k int) Options, made func(k int, n *Namespace)) error {
	failed := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		for k, name := range names {
			err := ctx.Err()
			if err == nil {
				err = placeOne(names, k)
			}
			var n *Namespace
			if err == nil {
				n, err = makeOne(name, options(k))
			}
			if err != nil {
				failed <- fmt.Errorf("namespace %s: %w", name, err)
				return
			}
			made(k, n)
		}
		failed <- nil
	}()
	return <-failed
}

// placeOne makes the file on which namespace k will be mounted, unless it is there
// already, and the next one's: as a second name of the same file, which works until
// that is mounted on. Where the folder is on a disk, a file of its own would take a
// third of the time that the whole namespace does.
func placeOne(names []string, k int) error {
	if k == 0 {
		if err := place(names[0]); err != nil {
			return err
		}
	}
	if k+1 == len(names) {
		return nil
	}
	err := os.Link(Path(names[k]), Path(names[k+1]))
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return place(names[k+1]) // a file system without second names
}

func place(name string) error {
	file, err := os.OpenFile(Path(name), os.O_CREATE|os.O_EXCL|os.O_RDONLY, 0o444)
	if err != nil {
		return err
	}
	return file.Close()
}

// makeOne moves the thread to a new namespace and mounts that on its file.
func makeOne(name string, o Options) (*Namespace, error) {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("unshare: %w", err)
	}
	own := fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid())
	if err := unix.Mount(own, Path(name), "none", unix.MS_BIND, ""); err != nil {
		return nil, fmt.Errorf("mount: %w", err)
	}
	if err := o.apply(); err != nil {
		return nil, err
	}
	fd, err := netns.GetFromPath(own)
	if err != nil {
		return nil, err
	}
	n, err := withHandle(name, fd, func() (*netlink.Handle, error) { return netlink.NewHandle(unix.NETLINK_ROUTE) })
	if err != nil {
		return nil, err
	}
	return n, n.Up(Loopback)
}

// Loopback is the index of the interface lo in every namespace.
const Loopback = 1

// apply sets the options in the namespace of the thread. Reverse-path filters are
// off: labs have routes on which answers come back another way.
func (o Options) apply() error {
	settings := map[string]string{}
	for _, name := range filters {
		if !unfiltered() {
			settings[name] = "0"
		}
	}
	if o.Forward {
		settings["net/ipv4/ip_forward"] = "1"
	}
	if !o.IPv6 {
		// For interfaces to come: those that are there, lo alone, would make
		// this wait for all others who change networks.
		settings["net/ipv6/conf/default/disable_ipv6"] = "1"
	}
	for name, value := range settings {
		err := os.WriteFile("/proc/sys/"+name, []byte(value), 0o644)
		if err != nil && !(errors.Is(err, fs.ErrNotExist) && strings.Contains(name, "ipv6")) { // a kernel without IPv6
			return err
		}
	}
	return nil
}

// filters are the settings of reverse-path filters.
var filters = []string{"net/ipv4/conf/all/rp_filter", "net/ipv4/conf/default/rp_filter"}

// unfiltered tells whether new namespaces have no such filters as it is: the first
// thread to ask is in one, and they all begin alike.
var unfiltered = sync.OnceValue(func() bool {
	return !slices.ContainsFunc(filters, func(name string) bool {
		value, err := os.ReadFile("/proc/sys/" + name)
		return err != nil || strings.TrimSpace(string(value)) != "0"
	})
})

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
