//go:build linux

package live

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
)

// Node returns the index of a node.
func (r *Run) Node(name string) (int, error) {
	var names []string
	for n := range r.Plan.Nodes {
		if r.Plan.Nodes[n].Name == name {
			return n, nil
		}
		names = append(names, r.Plan.Nodes[n].Name)
	}
	const listed = 12
	if len(names) > listed {
		names = append(names[:listed], "...")
	}
	return 0, fmt.Errorf("lab %s has no node %q: there are %s", r.ID, name, strings.Join(names, ", "))
}

// Gone lists the nodes whose namespaces somebody has removed.
func (r *Run) Gone() (nodes []string) {
	for n := range r.Plan.Nodes {
		if _, err := os.Stat(kernel.Path(r.Space(n))); errors.Is(err, fs.ErrNotExist) {
			nodes = append(nodes, r.Plan.Nodes[n].Name)
		}
	}
	return nodes
}

// Exec replaces the calling process by a program on a node, where the names of
// all nodes are known and /sys shows the node's interfaces. It returns only if
// that fails.
func (r *Run) Exec(node string, argv []string) error {
	if _, err := r.Node(node); err != nil {
		return err
	}
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return fmt.Errorf("node %s: %w", node, err)
	}
	runtime.LockOSThread() // for good: the thread becomes the program
	if err := enter(spaceName(r.ID, node), r.File(hostsFile)); err != nil {
		return fmt.Errorf("node %s: %w", node, err)
	}
	return fmt.Errorf("node %s: %s: %w", node, path, unix.Exec(path, argv, environment(node)))
}

// environment is that of the caller, and the node's name.
func environment(node string) []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "QANAT_NODE=") })
	return append(env, "QANAT_NODE="+node)
}

// enter moves the thread into a namespace, with a view of files in which
// /etc/hosts is the lab's and /sys the namespace's.
func enter(space, hosts string) error {
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return fmt.Errorf("unshare: %w", err)
	}
	if err := unix.Mount("", "/", "", unix.MS_SLAVE|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("mounts of its own: %w", err)
	}
	if err := unix.Mount(hosts, "/etc/hosts", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("/etc/hosts: %w", err)
	}
	fd, err := netns.GetFromPath(kernel.Path(space))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("its namespace %s is gone: take the lab down", space)
	}
	if err != nil {
		return fmt.Errorf("namespace %s: %w", space, err)
	}
	defer fd.Close()
	if err := netns.Set(fd); err != nil {
		return fmt.Errorf("namespace %s: %w", space, err)
	}
	if err := unix.Unmount("/sys", unix.MNT_DETACH); err == nil {
		if err := unix.Mount("qanat", "/sys", "sysfs", 0, ""); err != nil {
			return fmt.Errorf("/sys: %w", err)
		}
	}
	return nil
}
