//go:build linux

package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/containernetworking/plugins/pkg/ns"
	"golang.org/x/sys/unix"
)

// Folder is where named namespaces are mounted.
const Folder = "/run/netns"

// Namespace is a network namespace that is open for changes: these wait until they
// are committed. One goroutine at a time may use it.
type Namespace struct {
	Name    string
	fd      int // of the namespace
	socket  int // of netlink, in it
	waiting []change
	faces   []string // names of interfaces, by index from firstIndex on
}

// Path is where a namespace with the name is mounted. A name may be an absolute
// path itself, such as that of a process' namespace.
func Path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(Folder, name)
}

// Close forgets the namespace, and changes that wait; what was made stays.
func (n *Namespace) Close() {
	unix.Close(n.socket)
	unix.Close(n.fd)
}

// Do runs f on a thread that is in the namespace with the name.
func Do(name string, f func() error) error {
	return ns.WithNetNSPath(Path(name), func(ns.NetNS) error { return f() })
}

// place makes the file that a namespace is mounted on, as one more name of one that
// has none: where the folder is on a disk, a new file would take a third of the time that
// the whole namespace does.
func place(name string, nameless int) error {
	if nameless >= 0 {
		own := fmt.Sprintf("/proc/self/fd/%d", nameless)
		if unix.Linkat(unix.AT_FDCWD, own, unix.AT_FDCWD, Path(name), unix.AT_SYMLINK_FOLLOW) == nil {
			return nil
		}
	}
	file, err := os.OpenFile(Path(name), os.O_CREATE|os.O_EXCL|os.O_RDONLY, 0o444)
	if err != nil {
		return err
	}
	return file.Close()
}

// ownNamespace is that of the thread that opens it.
const ownNamespace = "/proc/thread-self/ns/net"

// make moves the thread to a new namespace and mounts that on a file.
func (s Spec) make(nameless int) (*Namespace, error) {
	if err := place(s.Name, nameless); err != nil {
		return nil, err
	}
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("unshare: %w", err)
	}
	if err := unix.Mount(ownNamespace, Path(s.Name), "none", unix.MS_BIND, ""); err != nil {
		return nil, fmt.Errorf("mount: %w", err)
	}
	if err := s.apply(); err != nil {
		return nil, err
	}
	fd, err := unix.Open(ownNamespace, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("its file: %w", err)
	}
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("netlink: %w", err)
	}
	n := &Namespace{Name: s.Name, fd: fd, socket: socket}
	n.Up(Loopback)
	return n, nil
}

// Loopback is the index of the interface lo in every namespace.
const Loopback = 1

// apply sets what was asked for in the namespace of the thread. Reverse-path filters are
// off: labs have routes on which answers come back another way.
func (s Spec) apply() error {
	settings := map[string]string{}
	for _, name := range filters {
		if !unfiltered() {
			settings[name] = "0"
		}
	}
	if s.Forward {
		settings["net/ipv4/ip_forward"] = "1"
	}
	if !s.IPv6 {
		// For interfaces to come: those that are there, lo alone, would make
		// this wait for all others who change networks.
		settings["net/ipv6/conf/default/disable_ipv6"] = "1"
	}
	for name, value := range settings {
		err := write("/proc/sys/"+name, value)
		if err != nil && !(errors.Is(err, fs.ErrNotExist) && strings.Contains(name, "ipv6")) { // a kernel without IPv6
			return err
		}
	}
	return nil
}

// write writes to a file that is there, without the runtime's poller, which would
// have to hear of it and forget it.
func write(path, text string) error {
	fd, err := unix.Open(path, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer unix.Close(fd)
	if _, err := unix.Write(fd, []byte(text)); err != nil {
		return &fs.PathError{Op: "write", Path: path, Err: err}
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
